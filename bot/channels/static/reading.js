// How somebody likes to read: spacing, letters and background, kept on this device only. Runs before the page is
// painted, so that nothing flashes. Pages work without this file.
(() => {
  'use strict'

  const KEY = 'reading'
  const NAMES = ['spacing', 'font', 'tint']

  function load() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {}
    } catch {
      return {}
    }
  }

  function keep(chosen) {
    try {
      if (Object.values(chosen).every((value) => value === 'usual')) localStorage.removeItem(KEY)
      else localStorage.setItem(KEY, JSON.stringify(chosen))
    } catch {} // a device that keeps nothing: the choice holds for this page
  }

  function apply(chosen) {
    for (const name of NAMES) {
      const value = String(chosen[name] ?? 'usual')
      if (/^[a-z]{1,12}$/.test(value) && value !== 'usual') document.documentElement.dataset[name] = value
      else delete document.documentElement.dataset[name]
    }
  }

  apply(load())

  function setUp() {
    const box = document.getElementById('reading')
    const form = box?.querySelector('form')
    if (!form) return
    const show = () => {
      const chosen = load()
      for (const name of NAMES) form.elements[name].value = chosen[name] || 'usual'
    }
    show()
    form.addEventListener('change', () => {
      const chosen = Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]))
      apply(chosen)
      keep(chosen)
    })
    // Another tab, or Back, may bring other choices.
    window.addEventListener('storage', () => { apply(load()); show() })
    box.hidden = false
  }
  for (const name of ['DOMContentLoaded', 'shown']) document.addEventListener(name, setUp)
})()
