// What the benchmark `canonical` measures against: JSON lines on stdin, each with sorted keys and no whitespace on stdout, by
// serde_json as one would write it. Not a checker: it keeps the last of two equal keys and rounds numbers to doubles.
use std::io::{self, BufRead, BufReader, BufWriter, Write};

fn main() -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 20, io::stdin().lock());
    let mut output = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let value: serde_json::Value = serde_json::from_slice(&line)?; // objects are BTreeMaps: sorted by bytes
        serde_json::to_writer(&mut output, &value)?;
        output.write_all(b"\n")?;
        line.clear();
    }
    output.flush()
}
