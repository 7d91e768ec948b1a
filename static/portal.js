/* Comfort only: every page works without this file. */
(function () {
  "use strict";
  var PAUSE = 3000; // a second press within this many milliseconds is taken for a double click
  var unsaved = null; // the form that holds words not yet sent

  function isPost(form) {
    return Boolean(form) && form.getAttribute("method") === "post";
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!isPost(form) || event.defaultPrevented) return;
    if (form.getAttribute("aria-busy")) {
      event.preventDefault();
      return;
    }
    if (form === unsaved) unsaved = null;
    form.setAttribute("aria-busy", "true");
    setTimeout(function () { form.removeAttribute("aria-busy"); }, PAUSE);
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[aria-busy]").forEach(function (form) { form.removeAttribute("aria-busy"); });
  });

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (isPost(form) && !form.querySelector("[type=password]")) unsaved = form;
  });

  window.addEventListener("beforeunload", function (event) {
    if (!unsaved) return;
    event.preventDefault();
    event.returnValue = ""; // older browsers ask only when this is set
  });

  var summary = document.getElementById("error-summary");
  if (summary) {
    summary.focus();
    var refused = summary.closest("form");
    if (refused && !refused.querySelector("[type=password]")) unsaved = refused;
  }

  // Drafts: a form with a "keep" button is sent every few seconds while someone types, and once more when the page is left.
  var EVERY = 4000;
  document.querySelectorAll("button[name=keep]").forEach(function (button) {
    var form = button.form, words = button.nextElementSibling, timer = null, isChanged = false, isOver = false;

    function keep() {
      clearTimeout(timer);
      timer = null;
      if (!isChanged || isOver || form.getAttribute("aria-busy")) return;
      isChanged = false;
      var sent = new URLSearchParams(new FormData(form));
      sent.set("keep", "1");
      fetch(location.pathname, {
        method: "POST", body: sent, headers: { Accept: "application/json" }, redirect: "manual", keepalive: String(sent).length < 60000,
      }).then(function (response) {
        if (response.type === "opaqueredirect") isOver = true; // it was sent meanwhile
        if (isOver) return;
        if (!response.ok && response.status !== 409) throw response.status;
        return response.json().then(function (answer) {
          words.textContent = answer.message;
          isOver = !response.ok;
          if (isOver) return words.setAttribute("role", "alert");
          form.elements.draft.value = answer.stamp;
          if (!isChanged && unsaved === form) unsaved = null;
        });
      }).catch(function () {
        isChanged = true; // the next key tries again
        words.textContent = button.dataset.lost;
      });
    }

    form.addEventListener("input", function () {
      isChanged = true;
      timer = timer || setTimeout(keep, EVERY);
    });
    document.addEventListener("visibilitychange", function () { if (document.hidden) keep(); });
  });

  // Browsers that cannot show a closed <details> get the open one on wide screens.
  var menu = document.querySelector("details.menu");
  if (menu && window.matchMedia("(min-width: 60em)").matches) menu.open = true;
})();
