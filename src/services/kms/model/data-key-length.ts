import type { DataKeySpec } from "../../../models/generated/kms.ts";
import { validationError } from "../exceptions.ts";

const BYTES: Readonly<Record<DataKeySpec, number>> = { AES_256: 32, AES_128: 16 };

/** How many bytes a data key shall have. @throws ValidationException unless it is said in one way */
export const dataKeyBytes = (request: {
  readonly KeySpec?: DataKeySpec | undefined;
  readonly NumberOfBytes?: number | undefined;
}): number => {
  if ((request.KeySpec === undefined) === (request.NumberOfBytes === undefined)) {
    throw validationError("Please specify either number of bytes or key spec.");
  }
  return request.KeySpec === undefined ? (request.NumberOfBytes ?? 0) : BYTES[request.KeySpec];
};
