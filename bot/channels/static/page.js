// Leaving without a trace, and printing. Pages work without this file.
(() => {
  'use strict'

  const isFramed = location.pathname === '/framed' // inside another site's page: that is left as well

  function leave(event) {
    event?.preventDefault()
    document.documentElement.hidden = true
    document.title = ''
    if (isFramed) fetch('/framed/leave', { method: 'POST', keepalive: true }).catch(() => {})
    else navigator.sendBeacon('/leave')
    try { localStorage.clear() } catch {}
    (isFramed ? window.top : window).location.replace(document.getElementById('leave').dataset.to)
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
    if (isFramed) location.replace('/framed')
    else location.reload()
  })

  // On a keyboard Enter sends and Shift+Enter begins a line; on a touch screen Enter begins a line.
  document.addEventListener('keydown', (event) => {
    const form = event.target.id === 'text' && event.target.form
    if (!form || event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    if (!matchMedia('(hover: hover) and (pointer: fine)').matches) return
    event.preventDefault()
    form.requestSubmit()
  })

  document.addEventListener('DOMContentLoaded', () => {
    for (const button of document.querySelectorAll('.print')) button.hidden = false
  })
})()
