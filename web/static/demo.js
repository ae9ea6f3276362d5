// What the server can't do: keep what is being typed while the page is
// morphed, keep focus and scrolling, and the keys of a chat.
(function () {
  'use strict'

  const stage = () => document.getElementById('stage')
  const pending = new WeakMap() // choices not yet answered: form → number of changes

  // --- What a person is in the middle of survives a new rendering. ---

  // keeps copies what stands in a field of the old page to the new one.
  function carry(old, now) {
    if (old.type === 'checkbox' || old.type === 'radio') {
      now.checked = old.checked
      now.toggleAttribute('checked', old.checked)
    } else if (old.tagName === 'SELECT') {
      now.value = old.value
      for (const o of now.options) o.toggleAttribute('selected', o.value === old.value)
    } else if (old.tagName === 'TEXTAREA') {
      now.value = old.value
      now.textContent = old.value
    } else {
      now.value = old.value
      now.setAttribute('value', old.value)
    }
  }

  Idiomorph.defaults.callbacks.beforeNodeMorphed = function (old, now) {
    if (old.nodeType !== 1 || !old.id || old.id !== now.id) return true
    if (old.hasAttribute('data-keep') && !(old.form && old.form.sent)) carry(old, now)
    if (old.hasAttribute('data-pending') && pending.has(old.form)) carry(old, now)
    if (old.hasAttribute('data-keep-open')) now.toggleAttribute('open', old.open)
    return true
  }

  let focused = null // where the focus was before a swap
  let bottoms = null // newest message of each list before a swap

  document.addEventListener('htmx:beforeSwap', function (e) {
    const xhr = e.detail.xhr
    const form = e.detail.requestConfig && e.detail.requestConfig.elt
    const taken = form && form.tagName === 'FORM' && xhr.status < 400
    if (taken) {
      if (form.matches('.composer')) form.reset()
      const menu = form.closest('details.menu, details.reply')
      if (menu) menu.open = false
    }
    if (form && pending.get(form) === form.asked) pending.delete(form)
    const revision = Number(xhr.getResponseHeader('Brobygger-Revision') || 0)
    const shown = Number(stage().dataset.revision || 0)
    if (revision < shown) {
      e.detail.shouldSwap = false // a newer one is already shown
      return
    }
    if (taken) form.sent = true
    const at = document.activeElement
    focused = at && at !== document.body ? { id: at.id, post: at.closest('article[id]'), pane: at.closest('.pane'), sheet: at.closest('dialog'), form: at.closest('form') } : focused
    bottoms = new Map()
    for (const list of document.querySelectorAll('.posts')) {
      bottoms.set(list.id, { last: newest(list), near: list.scrollHeight - list.scrollTop - list.clientHeight < 80 })
    }
  })

  document.addEventListener('htmx:afterSwap', function (e) {
    const xhr = e.detail.xhr
    if (xhr) stage().dataset.revision = xhr.getResponseHeader('Brobygger-Revision') || 0
    const form = e.detail.requestConfig && e.detail.requestConfig.elt
    if (form) form.sent = false
    settle()
  })

  function newest(list) {
    const all = list.querySelectorAll('article[id]')
    return all.length ? all[all.length - 1].id : ''
  }

  // settle shows the newest messages and puts the focus where the person is.
  function settle() {
    for (const list of document.querySelectorAll('.posts')) {
      const before = bottoms && bottoms.get(list.id)
      const post = document.getElementById(newest(list))
      if (!before) list.scrollTop = list.scrollHeight
      else if (post && before.last !== post.id) {
        // Of what is new, the reader sees the beginning first.
        const all = [...list.querySelectorAll('article[id]')]
        const first = all[all.findIndex((p) => p.id === before.last) + 1] || post
        if (post.closest('.thread')) post.scrollIntoView({ block: 'nearest' })
        else list.scrollTop = Math.max(0, first.offsetTop - 12)
      }
    }
    for (const sheet of document.querySelectorAll('dialog.sheet')) {
      const wrong = sheet.querySelector('[aria-invalid]')
      const key = sheet.id + '/' + sheet.querySelectorAll('.error').length
      if (sheet.greeted === key) continue
      const fresh = !sheet.greeted
      sheet.greeted = key
      if (wrong) wrong.focus()
      else if (fresh) (sheet.querySelector('input:not([type=hidden]), textarea, select') || sheet).focus()
    }
    const lost = !document.activeElement || document.activeElement === document.body
    if (lost && focused) {
      const here = focused.id && document.getElementById(focused.id)
      const pane = focused.pane && document.getElementById(focused.pane.id)
      const list = pane && pane.querySelector('.posts')
      const goal = (here && !here.disabled && here) ||
        (focused.post && document.getElementById(focused.post.id)) ||
        (focused.sheet && pane && pane.querySelector('.composer textarea')) ||
        (list && document.getElementById(newest(list))) || pane
      if (goal && goal.focus) goal.focus({ preventScroll: true })
    }
    focused = null
  }

  // --- Choices. ---

  // A list is sent when it is decided: at once with the pointer, with the keys
  // by Enter or on leaving, so that arrows can look through it.
  function decide(form) {
    pending.set(form, (pending.get(form) || 0) + 1)
    form.dispatchEvent(new CustomEvent('chosen'))
  }

  document.addEventListener('htmx:configRequest', function (e) {
    const form = e.detail.elt
    if (pending.has(form)) form.asked = pending.get(form)
  })
  document.addEventListener('htmx:sendError', (e) => pending.delete(e.detail.elt))

  document.addEventListener('change', function (e) {
    const form = e.target.closest('form.select')
    if (!form) return
    if (e.target.tagName === 'SELECT') {
      if (!e.target.value) return
      if (e.target.byKeys) {
        e.target.waits = true
        pending.set(form, (pending.get(form) || 0) + 1)
        return
      }
    }
    decide(form)
  })
  document.addEventListener('pointerdown', (e) => { if (e.target.tagName === 'SELECT') e.target.byKeys = false })
  document.addEventListener('focusout', (e) => finish(e.target))

  function finish(list) {
    if (list.tagName !== 'SELECT') return
    list.byKeys = false
    if (list.waits) {
      list.waits = false
      decide(list.form)
    }
  }

  // --- Keys. ---

  document.addEventListener('keydown', function (e) {
    const at = e.target
    if (at.tagName === 'SELECT') {
      if (e.key === 'Enter') finish(at)
      else if (e.key !== 'Tab') at.byKeys = true
    }
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing && at.matches('.composer textarea')) {
      e.preventDefault()
      at.form.requestSubmit()
    }
    if (e.key === 'Escape') {
      const sheet = at.closest('dialog.sheet')
      const menu = document.querySelector('details.menu[open]')
      if (sheet) {
        e.preventDefault()
        sheet.querySelector('[data-dismiss]').click()
      } else if (menu) {
        menu.open = false
        menu.querySelector('summary').focus()
      }
    }
    // A form keeps the focus to itself, as the rest of its chat is out of reach.
    if (e.key === 'Tab') {
      const sheet = at.closest('dialog.sheet')
      if (!sheet) return
      const all = [...sheet.querySelectorAll('input:not([type=hidden]), textarea, select, button')]
      const end = e.shiftKey ? all[0] : all[all.length - 1]
      if (at === end) {
        e.preventDefault()
        all[e.shiftKey ? all.length - 1 : 0].focus()
      }
    }
  })

  document.addEventListener('click', function (e) {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(e.target)) menu.open = false
    }
  })

  // --- Waiting, and the width of the page. ---

  document.addEventListener('htmx:beforeRequest', (e) => {
    if (e.detail.elt.matches('form')) stage().setAttribute('aria-busy', 'true')
  })
  document.addEventListener('htmx:afterRequest', () => stage().removeAttribute('aria-busy'))

  const slim = window.matchMedia('(max-width: 900px)')
  function tell() {
    document.cookie = 'brobygger_narrow=' + (slim.matches ? '1' : '0') + '; path=/; SameSite=Strict'
  }
  slim.addEventListener('change', tell)
  tell()
  settle()
})()
