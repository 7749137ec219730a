// Leaving without a trace, and printing. Pages work without this file.
(() => {
  'use strict'

  function leave(event) {
    event?.preventDefault()
    document.documentElement.hidden = true
    document.title = ''
    navigator.sendBeacon('/leave')
    try { localStorage.clear() } catch {}
    location.replace(document.getElementById('leave').dataset.to)
  }

  document.addEventListener('click', (event) => {
    if (event.target.closest('a.leave')) leave(event)
    if (event.target.closest('.print')) window.print()
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

  document.addEventListener('DOMContentLoaded', () => {
    for (const button of document.querySelectorAll('.print')) button.hidden = false
  })
})()
