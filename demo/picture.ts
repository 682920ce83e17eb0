/** A square of colours, drawn here: a picture to send that is nobody's. */
export async function picture(): Promise<Blob> {
  const canvas = new OffscreenCanvas(640, 400);
  const context = canvas.getContext('2d')!;
  const colours = context.createLinearGradient(0, 0, 640, 400);
  for (const [index, colour] of ['#5b6cff', '#c65bff', '#ff9a5b'].entries()) colours.addColorStop(index / 2, colour);
  context.fillStyle = colours;
  context.fillRect(0, 0, 640, 400);
  return canvas.convertToBlob();
}
