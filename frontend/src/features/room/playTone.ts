/** Two soft notes from the speaker; resolves when they have been played. */
export async function playTone(): Promise<void> {
  const context = new AudioContext();
  await context.resume();
  const start = context.currentTime + 0.05;
  [523.25, 659.25].forEach((frequency, index) => {
    const from = start + index * 0.45;
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.frequency.value = frequency;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.25, from + 0.05);
    volume.gain.linearRampToValueAtTime(0, from + 0.4);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(from);
    oscillator.stop(from + 0.42);
  });
  await new Promise((resolve) => setTimeout(resolve, 1050));
  await context.close();
}
