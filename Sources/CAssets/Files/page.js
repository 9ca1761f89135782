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
  const box = document.querySelector("main input[type=search]");
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
