/** Signed messages and files between institutions. Knows no product. */
export { type Algorithm, algorithmOf, generateKeyPair, type KeyPair, sealerOf, signerOf, sm3, verifierOf } from './crypto.ts';
export { type Envelope, headersOf, signedText } from './envelope.ts';
export { gatewayFault } from './errors.ts';
export {
  type Expected,
  encodeFile,
  type FileLine,
  type FilePart,
  type FileReader,
  type FileRow,
  type FileSummary,
  type Layout,
  parseFile,
  readerOf,
  wholeFile,
} from './file.ts';
export { createReceiver, type Handler, type MessageContext, type ReceiverOptions, type Schema } from './receiver.ts';
export { gatewaySql } from './schema.ts';
export { createSender, type Message, type Outcome, type Peer, type Sender, type SenderOptions } from './sender.ts';
