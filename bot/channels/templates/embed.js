// A button on somebody else's page, and a dialog that holds our chat in a frame of our own origin. Reads nothing of
// the page but its language, keeps nothing, and loads nothing more until the button is pressed.
(() => {
  'use strict'
  const { service, safe, texts } = __SETTINGS__
  const script = document.currentScript
  const id = 'sendiass-chat'
  if (!script) return
  const origin = new URL(script.src).origin

  // As asked for, else the page's own language, each also without its region; else English.
  function pick() {
    for (const wish of [script.dataset.lang, document.documentElement.lang]) {
      for (const tag of [wish || '', (wish || '').split('-')[0]]) {
        const found = Object.keys(texts).find((one) => one.toLowerCase() === tag.toLowerCase())
        if (found) return found
      }
    }
    return 'en'
  }

  const STYLE = `
:host { all: initial !important }
* { box-sizing: border-box; font: 600 17px/1.4 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif }
button { min-height: 48px; padding: 8px 18px; border: 2px solid transparent; border-radius: 12px; background: #153a75; color: #fff; cursor: pointer }
button:focus-visible { outline: 3px solid #ad4317; outline-offset: 3px; box-shadow: 0 0 0 3px #fff }
#launch { position: fixed; bottom: 16px; z-index: 2147483000; max-width: calc(100vw - 32px); box-shadow: 0 2px 10px #0006 }
.left { left: 16px } .right { right: 16px }
dialog { position: fixed; inset: auto; bottom: 16px; width: 440px; height: min(720px, calc(100vh - 32px)); max-width: none; max-height: none; margin: 0; padding: 0; border: 0; border-radius: 12px; overflow: hidden; background: #fff; color: #1a2433; box-shadow: 0 4px 24px #0008 }
dialog.left { left: 16px } dialog.right { right: 16px }
dialog[open] { display: flex; flex-direction: column }
dialog::backdrop { background: #0e172680 }
.bar { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 4px 4px 4px 16px; background: #153a75; color: #fff }
[dir=rtl] .bar { padding: 4px 16px 4px 4px }
h2 { margin: 0; color: #fff }
.bar button { border-color: #fff; padding: 4px 12px; flex: none }
.bar button:focus-visible { outline-color: #fff; box-shadow: none; outline-offset: -6px }
iframe { flex: 1; width: 100%; border: 0; background: #fff }
@media (max-width: 600px) { dialog.left, dialog.right { inset: 0; width: 100%; height: 100%; border-radius: 0 } }
@media print { #launch { display: none } }`

  function element(name, values, ...inside) {
    const made = Object.assign(document.createElement(name), values)
    made.append(...inside)
    return made
  }

  function dress(root) {
    try { // a style sheet that the page's own content security policy has no say in
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(STYLE)
      root.adoptedStyleSheets = [sheet]
    } catch {
      root.append(element('style', { textContent: STYLE }))
    }
  }

  function build() {
    if (document.getElementById(id)) return // the tag is there twice
    const lang = pick()
    const { dir, open, close } = texts[lang]
    const side = (dir === 'rtl') === (script.dataset.position === 'start') ? 'right' : 'left'
    let frame = null
    let escapedAt = -Infinity

    const launch = element('button', { id: 'launch', type: 'button', className: side, textContent: open })
    launch.setAttribute('aria-haspopup', 'dialog')
    const shut = element('button', { type: 'button', textContent: close })
    const bar = element('div', { className: 'bar' }, element('h2', { textContent: service }), shut)
    const dialog = element('dialog', { className: side }, bar)
    dialog.setAttribute('aria-label', open)
    const region = element('section', { dir }, launch, dialog)
    region.setAttribute('aria-label', service)

    launch.addEventListener('click', () => {
      if (!dialog.showModal) return void (location.href = `${origin}/?lang=${lang}`) // a browser too old for dialogs
      if (!frame) {
        frame = element('iframe', { title: open, referrerPolicy: 'no-referrer', src: `${origin}/framed?lang=${lang}` })
        dialog.append(frame)
      }
      dialog.showModal()
    })
    const hide = () => {
      dialog.close()
      launch.focus()
    }
    shut.addEventListener('click', hide)
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      escapedAt = event.timeStamp
      hide()
    })
    // Escape inside the frame. The frame never says anything else, and nothing of what is written there.
    addEventListener('message', (event) => {
      if (!frame || event.source !== frame.contentWindow || event.origin !== origin || event.data !== 'close') return
      escapedAt = event.timeStamp
      hide()
    })
    // Escape twice leaves the page, as it does in the chat itself.
    addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || dialog.open || event.timeStamp - escapedAt > 1000) return
      document.documentElement.hidden = true
      frame.contentWindow.postMessage('leave', origin)
      setTimeout(() => location.replace(safe), 50) // the frame ends its session meanwhile
    })

    const host = element('div', { id, lang })
    const root = host.attachShadow({ mode: 'open' })
    dress(root)
    root.append(region)
    document.body.append(host)
  }

  if (document.body) build()
  else addEventListener('DOMContentLoaded', build)
})()
