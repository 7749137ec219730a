// Leaving without a trace, and reading aloud. Pages work without this file.
(() => {
  'use strict'

  const leaveLink = document.getElementById('leave')

  function leave(event) {
    event?.preventDefault()
    document.documentElement.hidden = true
    document.title = ''
    navigator.sendBeacon('/leave')
    location.replace(leaveLink.dataset.to)
  }

  document.addEventListener('click', (event) => {
    if (event.target.closest('a.leave')) leave(event)
  })

  let escapedAt = -Infinity
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    if (event.timeStamp - escapedAt < 1000) leave(event)
    escapedAt = event.timeStamp
  })

  // A page that Back brings out of the browser's memory is asked for again.
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    document.documentElement.hidden = true
    location.reload()
  })

  // Reading aloud: only where the device has a voice for the language.
  const speech = window.speechSynthesis
  let reading = null

  function voiceFor(language) {
    const wanted = language.split('-')[0].toLowerCase()
    return speech.getVoices().find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === wanted)
  }

  function showReaders() {
    for (const button of document.querySelectorAll('.aloud[hidden]')) {
      if (voiceFor(languageOf(button))) button.hidden = false
    }
  }

  function languageOf(element) {
    return element.closest('[lang]').lang
  }

  function stopReading() {
    speech.cancel()
    if (reading) reading.textContent = reading.dataset.start
    reading = null
  }

  function readAloud(button) {
    button.dataset.start = button.textContent
    button.textContent = button.dataset.stop
    reading = button
    const pieces = button.parentElement.querySelectorAll('p, li')
    for (const piece of pieces) {
      const words = new SpeechSynthesisUtterance(piece.textContent)
      words.lang = languageOf(piece)
      words.voice = voiceFor(words.lang) || null
      if (piece === pieces[pieces.length - 1]) words.onend = stopReading
      speech.speak(words)
    }
  }

  if (speech) {
    document.addEventListener('click', (event) => {
      const button = event.target.closest('.aloud')
      if (!button) return
      const again = button === reading
      stopReading()
      if (!again) readAloud(button)
    })
    speech.addEventListener?.('voiceschanged', showReaders)
    document.addEventListener('htmx:after:swap', showReaders)
    window.addEventListener('pagehide', () => speech.cancel())
    showReaders()
  }
})()
