// The real pictures nearest to a sample, told to the map that shows the sample: it draws nothing itself.

import { REALS } from "../decoder/calls.js";
import { readPacket, readPicture } from "../packet/packet.js";

export default async function ({ data }) {
  if (!data) return;
  const { header, part } = readPacket(data);
  const sheet = part("sheet");
  const picture = sheet ? await readPicture(sheet) : null;
  window.dispatchEvent(new CustomEvent(REALS, { detail: { ...header, picture } }));
}
