// The chat inside another site's page. Its key stays in this page's memory and goes with every request: a browser
// that keeps no cookie here loses nothing while the page is open. Runs before the live chat, which asks through it.
(() => {
  'use strict'

  const HOME = '/framed'
  const send = window.fetch
  let key = ''
  let isSending = false

  function keyed(options = {}) {
    const { key: given } = document.body.dataset
    if (given) key = given
    delete document.body.dataset.key
    return key ? { ...options, headers: { ...options.headers, 'x-chat-key': key } } : options
  }

  window.fetch = (to, options) => send(to, keyed(options))

  // A browser that followed a form would arrive without its key: the page that answers takes the place of this one.
  document.addEventListener('submit', (event) => {
    const { target: form, submitter } = event
    if (document.documentElement.dataset.live === 'yes' && form.hasAttribute('hx-post')) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const body = new FormData(form)
    if (submitter?.name) body.append(submitter.name, submitter.value)
    load(form.action, { method: 'POST', body })
  }, true)

  async function load(address, options) {
    if (isSending) return // a double click is one message
    isSending = true
    try {
      const response = await fetch(address, options)
      const again = response.headers.get('hx-redirect')
      if (again) return location.replace(again)
      if (!response.ok && response.status !== 429) throw new Error()
      show(new DOMParser().parseFromString(await response.text(), 'text/html'))
    } catch {
      document.getElementById('not-sent').hidden = false
    } finally {
      isSending = false
    }
  }

  function show(page) {
    const root = document.documentElement
    root.lang = page.documentElement.lang
    root.dir = page.documentElement.dir
    root.dataset.live = 'no'
    document.body.replaceWith(document.importNode(page.body, true))
    htmx.process(document.body)
    document.dispatchEvent(new Event('shown')) // the other scripts look at the page again
    const newest = document.getElementById('latest')?.closest('article') || document.getElementById('main')
    newest.tabIndex = -1 // read out from here on
    newest.focus({ preventScroll: true })
    newest.scrollIntoView()
  }

  // Only the chat may be framed: every other page opens in a tab of its own.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]')
    if (!link || link.matches('.leave') || !link.protocol.startsWith('http')) return
    if (link.id === 'show-new') {
      event.preventDefault()
      return load(HOME)
    }
    if (link.origin === location.origin && link.pathname === HOME) return
    link.target = '_blank'
    link.rel = 'noopener'
  }, true)

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') parent.postMessage('close', '*') // nobody's secret: the page sees its dialog close
  })

  // The page around us was left by Escape twice.
  addEventListener('message', (event) => {
    if (event.source !== parent || event.data !== 'leave') return
    document.documentElement.hidden = true
    fetch(`${HOME}/leave`, { method: 'POST', keepalive: true }).catch(() => {})
  })
})()
