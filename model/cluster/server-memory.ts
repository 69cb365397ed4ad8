import { Size } from '../units/size';

/** Memory limit of the key distribution centre, which takes a few MiB. */
export const KDC_MEMORY = Size.mebibytes(64);
