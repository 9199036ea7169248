// The model of a page's samples (model.js), mounted: it shows nothing itself.

import { readPacket } from "../packet/packet.js";
import { Decoder } from "./model.js";

export default function ({ parentElement, data }) {
  if (!data) return undefined;
  const packet = readPacket(data);
  if (parentElement.decoder?.id !== packet.header.id) {
    parentElement.decoder?.stop();
    parentElement.decoder = new Decoder(packet);
  }
  return () => {
    parentElement.decoder?.stop();
    parentElement.decoder = null;
  };
}
