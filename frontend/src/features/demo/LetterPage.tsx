import { useState } from "react";

interface Props {
  title: string;
  html: string;
}

/**
 * A letter's page in a frame of its own, as tall as it is. No script runs in it: without "allow-scripts" the frame may
 * share our origin, which lets us measure it. Links open beside this page.
 */
export function LetterPage({ title, html }: Props) {
  const [height, setHeight] = useState(420);
  return (
    <iframe
      title={title}
      srcDoc={html}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      onLoad={({ currentTarget }) => {
        const tall = currentTarget.contentDocument?.documentElement.scrollHeight;
        if (tall) setHeight(Math.min(tall, 2000));
      }}
      style={{ border: 0, width: "100%", height, borderRadius: 8, colorScheme: "light" }}
    />
  );
}
