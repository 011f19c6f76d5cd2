/** Sizes and places on a stage, in px from its top left corner. */
export type Size = { readonly width: number; readonly height: number };
export type Box = Size & { readonly x: number; readonly y: number };

/** The largest box of a shape between the two aspects (width ÷ height) that fits, in whole px. */
export function fitted({ width, height }: Size, narrowest: number, widest: number): Size {
  return {
    width: Math.floor(Math.min(width, height * widest)),
    height: Math.floor(Math.min(height, width / narrowest)),
  };
}
