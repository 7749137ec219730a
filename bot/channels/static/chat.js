// The live chat. Forms post as forms until the stream has spoken, and again as soon as it falls silent.
(() => {
  'use strict'

  const log = document.getElementById('log')
  const next = document.getElementById('next')
  const stream = document.getElementById('stream')
  const write = document.getElementById('write')
  if (!write) return
  const text = write.querySelector('textarea')
  const number = write.elements.nonce
  const firstNumber = number.value
  let isLive = false
  let isClosing = false
  let sending = null // the words on their way, or null
  let isWaiting = false // Send was pressed again meanwhile, with other words
  let sent = 0
  let missing = null

  const lastPosition = () =>
    Math.max(0, ...[...log.querySelectorAll('[data-position]')].map((one) => Number(one.dataset.position)))

  // Not live: the browser sends the form itself, and the server answers with a page.
  document.addEventListener('submit', (event) => {
    if (!isLive) return event.stopImmediatePropagation()
    if (event.target !== write) return
    if (sending === null) {
      sending = text.value
      return
    }
    isWaiting = text.value !== sending // a double click is one message; new words wait their turn
    event.stopImmediatePropagation()
    event.preventDefault()
  }, true)

  // Once only: a second request would lose the page that says what happened.
  function close() {
    if (isClosing || document.documentElement.hidden) return // hidden: already on the way out
    isClosing = true
    document.getElementById('main').hidden = true
    location.replace('/')
  }

  function setLive(value) {
    isLive = value
    document.documentElement.dataset.live = value ? 'yes' : 'no'
  }

  function show(problem) {
    for (const id of ['not-sent', 'too-fast']) document.getElementById(id).hidden = id !== problem
  }

  if (stream) {
    stream.addEventListener('ready', () => setLive(true))
    stream.addEventListener('over', close)
    for (const name of ['htmx:sse:close', 'htmx:sse:error']) {
      stream.addEventListener(name, () => setLive(false))
    }
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) setLive(false)
    })
    // A message that came another way is not shown, or announced, twice.
    stream.addEventListener('htmx:sse:before:message', (event) => {
      const { id, event: name } = event.detail.message
      if (!name && document.getElementById('m' + id)) event.preventDefault()
    })
  }

  document.addEventListener('htmx:after:swap', () => {
    clearTimeout(missing)
    const newest = log.lastElementChild
    if (document.activeElement === document.body && next.childElementCount) next.focus({ preventScroll: true })
    if (newest?.classList.contains('family')) newest.scrollIntoView({ block: 'start' })
  })

  document.addEventListener('htmx:after:request', (event) => {
    const { status } = event.detail.ctx.response
    const form = event.detail.ctx.sourceElement
    if (!form.matches?.('form')) return
    if (status >= 400) return show(status === 429 ? 'too-fast' : 'not-sent')
    show('')
    if (form === write) {
      if (text.value === sending) text.value = ''
      number.value = firstNumber + '.' + ++sent
    }
    document.querySelector('.more[open]')?.removeAttribute('open')
    // A stream can die without a word. Ask once more, the plain way.
    clearTimeout(missing)
    missing = setTimeout(() => {
      htmx.ajax('GET', '/messages?after=' + lastPosition(), { target: '#log', swap: 'beforeend' })
    }, 6000)
  })

  document.addEventListener('htmx:finally:request', (event) => {
    if (event.detail.ctx.sourceElement !== write) return
    sending = null
    if (isWaiting) setTimeout(() => write.requestSubmit())
    isWaiting = false
  })

  document.addEventListener('htmx:error', (event) => {
    if (event.detail.ctx?.sourceElement?.matches?.('form')) show('not-sent')
  })

  // On a keyboard Enter sends and Shift+Enter begins a line; on a touch screen Enter begins a line.
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    if (!matchMedia('(hover: hover) and (pointer: fine)').matches) return
    event.preventDefault()
    write.requestSubmit()
  })

  // Left alone, the page hides the words; somebody who reads or types is there.
  const idleFor = Number(document.body.dataset.idle) * 60000
  if (idleFor) {
    let seenAt = Date.now()
    let toldAt = Date.now()
    const check = () => {
      if (Date.now() - seenAt >= idleFor) close()
    }
    const here = () => {
      check()
      seenAt = Date.now()
      if (seenAt - toldAt < idleFor / 10) return
      toldAt = seenAt
      fetch('/here', { method: 'POST' }).catch(() => {})
    }
    for (const name of ['keydown', 'pointerdown', 'scroll']) addEventListener(name, here, { passive: true })
    document.addEventListener('visibilitychange', check)
    setInterval(check, 20000)
  }
})()
