// One token a page. A new sign-in brings a new one, for every form that is open.

const meta = () => document.querySelector("meta[name=csrf]");

export const token = () => meta()?.content ?? "";

export function renew(fresh) {
  if (meta()) meta().content = fresh;
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = fresh;
}
