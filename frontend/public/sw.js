// Shows what the service pushes, and opens what it is about. It keeps no pages and answers no requests.

self.addEventListener("push", (event) => {
  const notice = read(event.data);
  if (!notice) return;
  const { id, title, body, url } = notice;
  // The same message sent twice has the same tag, and shows once.
  event.waitUntil(
    self.registration.showNotification(title, { body, tag: id, icon: "/icon.svg", data: { url } }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

function read(data) {
  try {
    return data?.json() ?? null;
  } catch {
    return null;
  }
}

async function open(path) {
  const target = new URL(typeof path === "string" ? path : "/", self.location.origin);
  // A notice leads into this app and nowhere else.
  if (target.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((one) => new URL(one.url).pathname === target.pathname);
  if (page) await page.focus();
  else await self.clients.openWindow(target.href);
}
