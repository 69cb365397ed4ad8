/** What a properties file says of a setting; undefined where it says nothing. */
export const propertyIn = (properties: string, name: string): string | undefined =>
  properties
    .split('\n')
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1);
