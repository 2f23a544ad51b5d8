/** How large archives are once they are unpacked: what AWS's limit on code and layers together counts. */
export interface CodeSizes {
  /** @param sha256 of a stored archive */
  unzippedBytes(sha256: string): Promise<number>;
}
