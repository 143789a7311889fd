import { jsonShapeFault } from './json-shape.js';

const BOUNDS = { depthMax: 3, marksMax: 6, fieldsMax: 5 };
const fault = (text: string) => jsonShapeFault(Buffer.from(text), BOUNDS);

describe('the shape of a JSON text', () => {
  it.each([
    ['nothing', '', null],
    ['as deep as may be', '[[{"a":1}]]', null],
    ['one deeper', '[[{"a":[]}]]', 'deeper than 3'],
    ['deep and not closed', '[[[[', 'deeper than 3'],
    ['closed and opened again', '[[],[],[]]', null],
    ['as many values as may be', '[1,2,3,4,5,6]', null],
    ['one more', '[1,2,3,4,5,6,7]', 'more than 6 values'],
    ['as many fields as may be', '{"a":1,"b":2,"c":3,"d":4,"e":5}', null],
    ['a field more', '{"a":1,"b":2,"c":{"d":4,"e":5,"f":6}}', 'more than 5 fields'],
    ['marks in a text', '["[[[[[[[[,,,,,,,,,"]', null],
    ['marks in a text behind a quote of its own', '["\\"[[[[[[[[,,,,,,,,,"]', null],
    ['marks behind a text that ends in a backslash', '["\\\\",[[[[', 'deeper than 3'],
    ['marks in a name', '{"[[[[[[[":1}', null],
    ['characters of several bytes', '["😀你好ﾛ",1]', null],
    ['a text that never ends', '["[[[[[[[', null],
    ['a backslash at the end', '["\\', null],
  ])('of %s', (_, text, expected) => {
    if (expected === null) expect(fault(text)).toBeNull();
    else expect(fault(text)).toContain(expected);
  });
});
