// Reading aloud: a message of the chat (.aloud), or a whole page (.listen) that can be paused. Only with a voice that
// the device has for the language; a page says so where there is none.
(() => {
  'use strict'

  const speech = window.speechSynthesis
  const WAIT_FOR_VOICES = 2000
  let queue = [] // sentences still to be read: { text, lang }
  let turn = 0 // counts up when reading is cut off, so that a late end of the old sentence changes nothing
  let whenOver = () => {}

  function voiceFor(language) {
    const wanted = language.split('-')[0].toLowerCase()
    return speech?.getVoices().find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === wanted)
  }

  const languageOf = (element) => element.closest('[lang]').lang

  // By sentence: some devices stop in the middle of a long text. Marks of sources and hidden parts are not read.
  function sentencesOf(root) {
    const pieces = [...root.querySelectorAll('h1, h2, h3, p, li')].filter(
      (piece) => !piece.parentElement.closest('li') && !piece.closest('.tools, [hidden], ol.sources, .sources-h'))
    return pieces.flatMap((piece) => {
      const copy = piece.cloneNode(true)
      for (const mark of copy.querySelectorAll('.mark')) mark.remove()
      const text = copy.textContent.replace(/\s+/g, ' ').trim()
      const lang = languageOf(piece)
      return text.replace(/([.!?۔؟।])\s+/g, '$1\n').split('\n').map((part) => ({ text: part, lang }))
    }).filter((sentence) => sentence.text)
  }

  function readOn() {
    if (!queue.length) return finish()
    const mine = turn
    const words = new SpeechSynthesisUtterance(queue[0].text)
    words.lang = queue[0].lang
    words.voice = voiceFor(words.lang) || null
    words.onend = words.onerror = () => {
      if (mine !== turn) return
      queue.shift()
      readOn()
    }
    speech.speak(words)
  }

  function cutOff() {
    turn += 1
    speech.cancel()
  }

  function finish() {
    cutOff()
    queue = []
    const over = whenOver
    whenOver = () => {}
    over()
  }

  function start(root, over) {
    finish()
    whenOver = over
    queue = sentencesOf(root)
    readOn()
  }

  // A message of the chat: one button that starts and stops.
  function toggle(button) {
    if (button.dataset.start) return finish()
    const label = button.textContent
    start(button.parentElement, () => {
      button.textContent = label
      delete button.dataset.start
    })
    button.dataset.start = label
    button.textContent = button.dataset.stop
  }

  // A page: listen, pause and go on, stop. Pausing remembers the sentence, since not every device can pause.
  function setUp(box) {
    const [listen, pause, stop] = ['listen', 'pause', 'stop'].map((name) => box.querySelector(`[data-does=${name}]`))
    const pauseLabel = pause.textContent
    let isPaused = false
    const show = (isReading) => {
      const gone = isReading ? [listen] : [pause, stop]
      const hadFocus = gone.includes(document.activeElement)
      listen.hidden = isReading
      pause.hidden = stop.hidden = !isReading
      pause.textContent = isPaused ? pause.dataset.on : pauseLabel
      if (hadFocus) (isReading ? pause : listen).focus()
    }
    listen.addEventListener('click', () => {
      start(box.closest('article'), () => { isPaused = false; show(false) })
      show(true)
    })
    pause.addEventListener('click', () => {
      isPaused = !isPaused
      if (isPaused) cutOff()
      else readOn()
      show(true)
    })
    stop.addEventListener('click', finish)
  }

  function showReaders() {
    for (const button of document.querySelectorAll('.aloud[hidden]')) {
      if (voiceFor(languageOf(button))) button.hidden = false
    }
    for (const box of document.querySelectorAll('.listen')) {
      if (!voiceFor(languageOf(box.closest('article')))) continue
      box.hidden = false
      box.querySelector('[data-does=listen]').disabled = false
      box.querySelector('[role=status]').textContent = ''
    }
  }

  function sayThatThereIsNone() {
    for (const box of document.querySelectorAll('.listen')) {
      if (voiceFor(languageOf(box.closest('article')))) continue
      box.hidden = false
      box.querySelector('[data-does=listen]').disabled = true
      box.querySelector('[role=status]').textContent = box.dataset.none
    }
  }

  document.addEventListener('DOMContentLoaded', () => {
    if (!speech) return sayThatThereIsNone()
    document.querySelectorAll('.listen').forEach(setUp)
    showReaders()
    setTimeout(sayThatThereIsNone, WAIT_FOR_VOICES) // some devices load their voices late
  })
  if (!speech) return
  document.addEventListener('click', (event) => {
    const button = event.target.closest('.aloud')
    if (button) toggle(button)
  })
  speech.addEventListener?.('voiceschanged', showReaders)
  for (const name of ['htmx:after:swap', 'shown']) document.addEventListener(name, showReaders)
  window.addEventListener('pagehide', () => speech.cancel())
})()
