// The live chat. Forms post as forms until the stream has spoken, and again as soon as it falls silent.
// Elements are looked up when they are needed: in another site's page (framed.js) the whole body may be exchanged.
(() => {
  'use strict'

  const find = (id) => document.getElementById(id)
  if (!find('write')) return
  let isClosing = false
  let sending = null // the words on their way, or null
  let isWaiting = false // Send was pressed again meanwhile, with other words
  let sent = 0
  let missing = null

  const home = () => document.body.dataset.home // '/', or '/framed' inside another site's page
  const under = (path) => home().replace(/\/$/, '') + path
  const isLive = () => document.documentElement.dataset.live === 'yes'
  const lastPosition = () =>
    Math.max(0, ...[...find('log').querySelectorAll('[data-position]')].map((one) => Number(one.dataset.position)))

  // Not live: the browser sends the form itself, and the server answers with a page.
  document.addEventListener('submit', (event) => {
    if (!isLive()) return event.stopImmediatePropagation()
    if (event.target !== find('write')) return
    const { value } = find('text')
    if (sending === null) {
      sending = value
      return
    }
    isWaiting = value !== sending // a double click is one message; new words wait their turn
    event.stopImmediatePropagation()
    event.preventDefault()
  }, true)

  // Once only: a second request would lose the page that says what happened.
  function close() {
    if (isClosing || document.documentElement.hidden) return // hidden: already on the way out
    isClosing = true
    find('main').hidden = true
    location.replace(home() === '/' ? '/' : `${home()}?closed=1&lang=${document.documentElement.lang}`)
  }

  function setLive(value) {
    document.documentElement.dataset.live = value ? 'yes' : 'no'
  }

  function show(problem) {
    for (const id of ['not-sent', 'too-fast']) find(id).hidden = id !== problem
  }

  function onStream(name, act) {
    document.addEventListener(name, (event) => {
      if (event.target === find('stream')) act(event)
    })
  }
  onStream('ready', () => setLive(true))
  onStream('over', close)
  for (const name of ['htmx:sse:close', 'htmx:sse:error']) onStream(name, () => setLive(false))
  document.addEventListener('visibilitychange', () => {
    if (document.hidden && find('stream')) setLive(false)
  })
  // A message that came another way is not shown, or announced, twice.
  onStream('htmx:sse:before:message', (event) => {
    const { id, event: name } = event.detail.message
    if (!name && find('m' + id)) event.preventDefault()
  })

  document.addEventListener('htmx:after:swap', () => {
    clearTimeout(missing)
    const newest = find('log').lastElementChild
    const next = find('next')
    if (document.activeElement === document.body && next.childElementCount) next.focus({ preventScroll: true })
    if (newest?.classList.contains('family')) newest.scrollIntoView({ block: 'start' })
  })

  document.addEventListener('htmx:after:request', (event) => {
    const { status } = event.detail.ctx.response
    const form = event.detail.ctx.sourceElement
    if (!form.matches?.('form')) return
    if (status >= 400) return show(status === 429 ? 'too-fast' : 'not-sent')
    show('')
    if (form === find('write')) {
      const number = form.elements.nonce
      if (find('text').value === sending) find('text').value = ''
      number.value = number.value.split('.')[0] + '.' + ++sent
    }
    document.querySelector('.more[open]')?.removeAttribute('open')
    // A stream can die without a word. Ask once more, the plain way.
    clearTimeout(missing)
    missing = setTimeout(() => {
      htmx.ajax('GET', under('/messages?after=') + lastPosition(), { target: '#log', swap: 'beforeend' })
    }, 6000)
  })

  document.addEventListener('htmx:finally:request', (event) => {
    if (event.detail.ctx.sourceElement !== find('write')) return
    sending = null
    if (isWaiting) setTimeout(() => find('write').requestSubmit())
    isWaiting = false
  })

  document.addEventListener('htmx:error', (event) => {
    if (event.detail.ctx?.sourceElement?.matches?.('form')) show('not-sent')
  })

  // Left alone, the page hides the words; somebody who reads or types is there.
  const idleFor = () => Number(document.body.dataset.idle) * 60000
  let seenAt = Date.now()
  let toldAt = Date.now()
  const check = () => {
    if (idleFor() && Date.now() - seenAt >= idleFor()) close()
  }
  const here = () => {
    check()
    seenAt = Date.now()
    if (!idleFor() || seenAt - toldAt < idleFor() / 10) return
    toldAt = seenAt
    fetch(under('/here'), { method: 'POST' }).catch(() => {})
  }
  for (const name of ['keydown', 'pointerdown', 'scroll']) addEventListener(name, here, { passive: true })
  document.addEventListener('visibilitychange', check)
  setInterval(check, 20000)
})()
