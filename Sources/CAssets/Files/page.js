// Small conveniences; every page works without them.
const words = document.body.dataset;
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
// "/" leads to what finds things: the page's own box, or the question about who can see what. While somebody types it is a sign.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const box = document.querySelector("main input[type=search], main input[data-complete]");
  const ask = document.querySelector(".bar a[href^='/ask']");
  if (!box && !ask) return;
  event.preventDefault();
  if (box) box.focus();
  else ask.click();
});
for (const input of document.querySelectorAll("input[type=password]")) {
  const frame = document.createElement("div");
  const button = document.createElement("button");
  frame.className = "reveal";
  button.type = "button";
  button.textContent = words.show;
  button.setAttribute("aria-label", words.showPassword);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? words.show : words.hide;
    button.setAttribute("aria-pressed", String(!shown));
  });
  input.replaceWith(frame);
  frame.append(input, button);
  if (input.autofocus) input.focus();
}
// How good a new password is, as the server judges it while it is typed.
for (const input of document.querySelectorAll("input[data-strength]")) {
  const note = document.createElement("p");
  let timer;
  let asked = 0;
  note.className = "strength";
  note.setAttribute("role", "status");
  input.closest(".field").append(note);
  const judge = async () => {
    const mine = ++asked;
    const fields = new URLSearchParams({ password: input.value });
    for (const name of ["_token", "token", "name", "account", "username"]) {
      const field = input.form.elements.namedItem(name);
      if (field) fields.set(name, field.value);
    }
    const answer = input.value ? await fetch(input.dataset.strength, { method: "POST", body: fields }).catch(() => null) : null;
    const judged = answer?.ok ? await answer.json() : { level: "", words: "" };
    if (mine !== asked) return;
    note.dataset.level = judged.level;
    note.textContent = judged.words;
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(judge, 300);
  });
  // The answer may begin a session, which this form's token does not belong to.
  input.form.addEventListener("submit", () => clearTimeout(timer));
}
// How a question may go on, offered while it is typed (ARIA Authoring Practices Guide, "Editable combobox with list autocomplete").
for (const input of document.querySelectorAll("input[data-complete]")) {
  const frame = document.createElement("div");
  const list = document.createElement("ul");
  const note = document.createElement("p");
  let timer;
  let asked = 0;
  frame.className = "completing";
  list.id = input.id + "-ways";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  note.className = "hidden";
  note.setAttribute("role", "status");
  input.type = "text";
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  const hadFocus = input.autofocus || document.activeElement === input;
  input.replaceWith(frame);
  frame.append(input, list, note);
  if (hadFocus) input.focus();
  const active = () => list.querySelector("[aria-selected=true]");
  const choose = (option) => {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const show = (items, told) => {
    choose(null);
    list.replaceChildren(...items.map((item, index) => {
      const option = document.createElement("li");
      const kind = document.createElement("small");
      option.id = list.id + "-" + index;
      option.dataset.sentence = item.sentence;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      kind.textContent = item.kind;
      option.append(item.text, " ", kind);
      return option;
    }));
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    note.textContent = told;
  };
  const close = () => {
    clearTimeout(timer);
    asked += 1;
    show([], "");
  };
  const complete = async () => {
    const mine = ++asked;
    const address = new URL(input.dataset.complete, location.href);
    address.searchParams.set("q", input.value);
    const isAtEnd = input.selectionStart === input.value.length;
    const answer = isAtEnd && input.value.trim() ? await fetch(address, { redirect: "error" }).catch(() => null) : null;
    const ways = answer?.ok ? await answer.json().catch(() => null) : null;
    if (mine === asked && document.activeElement === input) show(ways?.items ?? [], ways?.told ?? "");
  };
  const pick = (option) => {
    input.value = option.dataset.sentence;
    input.setSelectionRange(input.value.length, input.value.length);
    close();
    complete();
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(complete, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = active();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void complete();
      const isDown = event.key === "ArrowDown";
      choose((isDown ? chosen?.nextElementSibling : chosen?.previousElementSibling) ?? (isDown ? list.firstElementChild : list.lastElementChild));
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      pick(chosen);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (chosen && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      choose(null);
    }
  });
  input.addEventListener("blur", close);
  // The field keeps the focus while an option is clicked.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) pick(option);
  });
}
for (const code of document.querySelectorAll("code[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = words.copied;
  });
  code.after(button);
}
// A double click must not send a form twice.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
}
addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
// How many came since the page was loaded. The link leads to them; nothing moves before.
for (const note of document.querySelectorAll("[data-fresh]")) {
  const link = note.querySelector("a");
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(note.dataset.fresh, { redirect: "error" }).catch(() => null);
    // Whoever may not see them any more is not told.
    if (!answer?.ok) return answer && clearInterval(timer);
    const told = await answer.json();
    link.textContent = told.words;
    link.hidden = !told.words;
  }, 10000);
}
