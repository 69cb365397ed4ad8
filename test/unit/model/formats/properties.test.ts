import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Properties, renderProperties, renderProperty } from '../../../../model/formats/properties';
import { describeWithKeytool } from '../../../support/jdk';

test('properties are sorted by key', () => {
  expect(renderProperties({ b: 1, a: true })).toBe('a=true\nb=1\n');
});

test('what Java would read as syntax is escaped', () => {
  expect(renderProperties({ 'a:b c': ' x\\y\nz' })).toBe('a\\:b\\ c=\\ x\\\\y\\nz\n');
});

test('what is not ASCII is escaped, as Java reads ISO-8859-1', () => {
  expect(renderProperties({ 'broker.rack': 'Zürich-1', é: '😀' })).toBe(
    'broker.rack=Z\\u00fcrich-1\n\\u00e9=\\ud83d\\ude00\n',
  );
  expect(renderProperty('a', ' a\\b€')).toBe('a=\\ a\\\\b\\u20ac\n');
});

test('a whole number is written with every digit', () => {
  expect(renderProperties({ a: 9_223_372_036_854_775_807n })).toBe('a=9223372036854775807\n');
});

test('what means nothing in a value stays as it is', () => {
  expect(renderProperties({ a: 'User:CN=x;y #1! ${file:/a b:c} ' })).toBe('a=User:CN=x;y #1! ${file:/a b:c} \n');
});

/** Prints the keys and values of a properties file, each by its units of UTF-16. */
const READER = `
import java.io.FileInputStream;
import java.util.Properties;
import java.util.stream.Collectors;

public class Reader {
  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    properties.load(new FileInputStream(args[0]));
    properties.forEach((key, value) -> System.out.println(encoded(key) + " " + encoded(value)));
  }

  private static String encoded(Object text) {
    return ((String) text).chars().mapToObj(Integer::toString).collect(Collectors.joining(","));
  }
}
`;

/** Every character that is written in a way of its own, at each place of a text. */
const HOSTILE = [
  ...['', ' ', '  ', '\t', '\n', '\r', '\f', '\r\n', '\0', '\u007f', '\u0085', '\u00a0', '\u2028', '\ufeff'],
  ...['#', '!', '=', ':', '\\', '\\\\', '\\n', '\\u0041', '\\u', '"', "'", 'ü', 'ß', 'Ω', '日本', '😀', '\ud800'],
].flatMap((text) => [text, `${text}a`, `a${text}`, `a${text}b`, ` ${text} `, `${text}${text}`]);

describeWithKeytool('properties that Java has read', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'properties-'));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('are those that were written, whatever characters they hold', () => {
    const written: Properties = {
      ...Object.fromEntries(HOSTILE.map((text, index) => [`value.${index}`, text])),
      ...Object.fromEntries(HOSTILE.map((text, index) => [`${text}${index}`, 'key'])),
      ...Object.fromEntries(HOSTILE.map((text, index) => [`key.${index}${text}`, 'key'])),
    };
    writeFileSync(path.join(folder, 'Reader.java'), READER);
    writeFileSync(path.join(folder, 'hostile.properties'), renderProperties(written));
    const printed = execFileSync('java', ['Reader.java', 'hostile.properties'], { cwd: folder, encoding: 'utf8' });
    const decoded = (text: string): string => String.fromCharCode(...(text === '' ? [] : text.split(',').map(Number)));
    const read = printed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(' ').map(decoded));
    expect(Object.fromEntries(read)).toEqual(written);
  }, 600_000);
});
