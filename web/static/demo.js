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
  let before = null // what each list showed before a swap
  const asked = new Set() // forms not yet answered
  let acted = '' // the pane of an act that is not yet answered

  // Every answer is morphed in here and not by htmx itself: a live answer may
  // have taken the form away that asked, and then htmx no longer finds the
  // extension and puts a stage into the stage.
  document.addEventListener('htmx:beforeSwap', function (e) {
    const xhr = e.detail.xhr
    const form = e.detail.requestConfig && e.detail.requestConfig.elt
    asked.delete(form)
    busy()
    if (!e.detail.shouldSwap) return
    e.detail.shouldSwap = false
    const taken = form && form.tagName === 'FORM' && xhr.status < 400
    if (taken) {
      if (form.matches('.composer')) clear(form)
      const menu = form.closest('details.menu, details.reply')
      if (menu) menu.open = false
    }
    if (form && pending.get(form) === form.asked) pending.delete(form)
    const revision = Number(xhr.getResponseHeader('Brobygger-Revision') || 0)
    const shown = Number(stage().dataset.revision || 0)
    if (revision >= shown) { // else a newer one is already shown
      if (taken) form.sent = true
      draw(xhr.responseText)
      stage().dataset.revision = revision
      if (taken) form.sent = false
    }
    if (form && form.tagName === 'FORM') acted = ''
  })

  // clear empties the field that was sent from, unless more has been typed since.
  // A live answer may have put another form in the place of the one that asked.
  function clear(form) {
    const field = document.getElementById(form.querySelector('textarea').id)
    if (field && field.value === form.said) field.value = ''
  }

  function draw(html) {
    const at = document.activeElement
    focused = at && at !== document.body ? { id: at.id, post: at.closest('article[id]'), pane: at.closest('.pane'), sheet: at.closest('dialog'), form: at.closest('form') } : focused
    before = new Map()
    for (const list of document.querySelectorAll('.posts')) before.set(list.id, { posts: ids(list), end: atEnd(list) })
    htmx.swap(stage(), html, { swapStyle: 'morph:outerHTML', swapDelay: 0, settleDelay: 0 }, { contextElement: document.body })
    busy()
    settle()
  }

  function ids(list) {
    return new Set([...list.querySelectorAll('article[id]')].map((p) => p.id))
  }

  function newest(list) {
    const all = list.querySelectorAll('article[id]')
    return all.length ? all[all.length - 1].id : ''
  }

  // atEnd tells whether the reader is at the end of a list, and not further up
  // to read; nobody reads in one that is not shown.
  function atEnd(list) {
    return !list.clientHeight || list.scrollHeight - list.scrollTop - list.clientHeight < 80
  }

  // follow brings what is new in a list into sight: its end, with the buttons.
  function follow(list) {
    const was = before && before.get(list.id)
    const fresh = was ? [...list.querySelectorAll('article[id]')].filter((p) => !was.posts.has(p.id)) : []
    const mine = acted && list.closest('.pane').id === acted && fresh.length > 0
    if (was && !was.end && !mine) return
    const last = fresh[fresh.length - 1]
    if (last && last.id !== newest(list)) {
      // An answer in an older thread, with more below it.
      const below = last.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom
      const above = last.getBoundingClientRect().top - list.getBoundingClientRect().top
      if (below > 0) list.scrollTop += below + 12
      else if (above < 0) list.scrollTop += above - 12
    } else list.scrollTop = list.scrollHeight
  }

  // settle shows the newest messages and puts the focus where the person is.
  function settle() {
    for (const list of document.querySelectorAll('.posts:not(.home)')) follow(list)
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
    if (form.matches('.composer')) form.said = form.querySelector('textarea').value
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
    if (!e.detail.elt.matches('form')) return
    asked.add(e.detail.elt)
    busy()
    const pane = e.detail.elt.closest('.pane')
    acted = pane ? pane.id : ''
  })
  document.addEventListener('htmx:sendError', (e) => {
    asked.delete(e.detail.elt)
    busy()
  })
  function busy() {
    if (asked.size) stage().setAttribute('aria-busy', 'true')
    else stage().removeAttribute('aria-busy')
  }

  const slim = window.matchMedia('(max-width: 900px)')
  function tell() {
    document.cookie = 'brobygger_narrow=' + (slim.matches ? '1' : '0') + '; path=/; SameSite=Strict'
  }
  slim.addEventListener('change', tell)
  tell()
  settle()
})()
