// Worksheets: words stay on the device, and are kept there only where somebody ticks the box. Nothing is sent.
(() => {
  'use strict'

  const sheet = document.getElementById('sheet')
  if (!sheet) return
  const place = `worksheet:${sheet.dataset.sheet}`
  const keep = document.getElementById('keep')
  const told = document.getElementById('told')
  const fields = [...sheet.querySelectorAll('input, textarea')]

  // A browser may refuse storage, as in some private windows: then there is nothing to keep.
  function storage() {
    try {
      return window.localStorage
    } catch {
      return null
    }
  }

  function stored() {
    try {
      return JSON.parse(storage()?.getItem(place) || 'null')
    } catch {
      return null
    }
  }

  function write() {
    if (!keep.checked) return
    const words = Object.fromEntries(fields.map((field) => [field.id, field.value]))
    try {
      storage()?.setItem(place, JSON.stringify(words))
    } catch {
      keep.checked = false
    }
  }

  function forget() {
    storage()?.removeItem(place)
  }

  function empty() {
    for (const field of fields) field.value = ''
    forget()
    fields.forEach(fit)
  }

  // Where the browser does not fit a field to its words by itself.
  const fitsItself = CSS.supports('field-sizing', 'content')
  function fit(field) {
    if (fitsItself || field.tagName !== 'TEXTAREA') return
    field.style.blockSize = 'auto'
    field.style.blockSize = `${field.scrollHeight + 4}px`
  }

  const words = stored()
  if (words) {
    keep.checked = true
    for (const field of fields) field.value = words[field.id] ?? ''
    fields.forEach(fit)
  }

  sheet.addEventListener('input', (event) => {
    fit(event.target)
    write()
  })
  keep.addEventListener('change', () => {
    if (keep.checked) write()
    else forget()
    told.textContent = keep.checked ? told.dataset.kept : told.dataset.notKept
  })
  document.getElementById('clear').addEventListener('click', () => {
    empty()
    keep.checked = false
    told.textContent = told.dataset.cleared
    fields[0].focus()
  })
  document.getElementById('print').addEventListener('click', () => window.print())

  // The way out hides the page first; then nothing of the sheet may stay behind.
  window.addEventListener('pagehide', () => {
    if (document.documentElement.hidden) empty()
  })

  if (!storage()) keep.disabled = true
  document.getElementById('with-script').hidden = false
  document.getElementById('without-script').hidden = true
})()
