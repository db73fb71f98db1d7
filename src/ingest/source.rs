//! The bytes of a file: read at most once, hashed, decoded.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{ISO_8859_15, WINDOWS_1252};
use sha2::{Digest, Sha256};

/// Enough of a file to tell what it is.
const HEAD: u64 = 256 * 1024;

/// Of the beginning and the end of a file, what may hold a mark.
pub(crate) const TAIL: usize = 1024;

/// A file whose beginning was read, or bytes in memory.
pub(crate) struct SourceBytes {
    head: Vec<u8>,
    rest: Option<File>,
}

impl SourceBytes {
    /// Opens a file and reads its beginning.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut head = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut head)?;
        let rest = (head.len() as u64 == HEAD).then_some(file);
        Ok(Self { head, rest })
    }

    /// Bytes that are in memory already.
    #[cfg(test)]
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { head: bytes, rest: None }
    }

    /// The beginning; everything when [`Self::is_whole`].
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the head is all there is.
    pub(crate) fn is_whole(&self) -> bool {
        self.rest.is_none()
    }

    /// The end of the file of this path.
    pub(crate) fn tail(&self, path: &Path) -> io::Result<Vec<u8>> {
        if self.is_whole() {
            return Ok(self.head.get(self.head.len().saturating_sub(TAIL)..).unwrap_or_default().to_vec());
        }
        let mut file = File::open(path)?;
        let mut tail = Vec::new();
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL as u64)))?;
        file.take(TAIL as u64).read_to_end(&mut tail)?;
        Ok(tail)
    }

    /// All of it, from its first byte.
    pub(crate) fn reader(&mut self) -> io::Result<Box<dyn Read + Send + '_>> {
        match &mut self.rest {
            Some(file) => {
                file.seek(SeekFrom::Start(self.head.len() as u64))?;
                Ok(Box::new(self.head.as_slice().chain(file)))
            }
            None => Ok(Box::new(self.head.as_slice())),
        }
    }

    /// All of it, in memory.
    pub(crate) fn into_whole(mut self) -> io::Result<Vec<u8>> {
        if let Some(mut file) = self.rest {
            file.seek(SeekFrom::Start(self.head.len() as u64))?;
            file.read_to_end(&mut self.head)?;
        }
        Ok(self.head)
    }
}

/// SHA-256 of bytes that arrive piece by piece.
#[derive(Default)]
pub(crate) struct Hash(Sha256);

impl Hash {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// In lowercase hexadecimal.
    pub(crate) fn finish(self) -> String {
        let mut hex = String::with_capacity(64);
        for byte in self.0.finalize() {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }
}

/// SHA-256 of a whole file, in lowercase hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut hash = Hash::default();
    hash.update(bytes);
    hash.finish()
}

/// How the text of a file is encoded, as far as its beginning tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8 (or one byte per character, which only the whole file can tell), after a mark of so many bytes.
    Bytes { mark: usize },
    /// Units of two bytes.
    Utf16 { little: bool, mark: usize },
    /// Units of four bytes.
    Utf32 { little: bool, mark: usize },
}

/// The encoding of text; `None` for what is not text.
pub(crate) fn encoding(head: &[u8]) -> Option<Encoding> {
    match head {
        [0xFF, 0xFE, 0, 0, ..] => return Some(Encoding::Utf32 { little: true, mark: 4 }),
        [0, 0, 0xFE, 0xFF, ..] => return Some(Encoding::Utf32 { little: false, mark: 4 }),
        [0xEF, 0xBB, 0xBF, ..] => return Some(Encoding::Bytes { mark: 3 }),
        [0xFF, 0xFE, ..] => return Some(Encoding::Utf16 { little: true, mark: 2 }),
        [0xFE, 0xFF, ..] => return Some(Encoding::Utf16 { little: false, mark: 2 }),
        _ => {}
    }
    if memchr::memchr(0, head).is_none() {
        return Some(Encoding::Bytes { mark: 0 });
    }
    // Without a mark, Latin text shows by where its zero bytes are.
    let (mut zeros, mut units) = ([0_usize; 4], 0);
    for unit in head.chunks_exact(4) {
        units += 1;
        for (count, byte) in zeros.iter_mut().zip(unit) {
            *count += usize::from(*byte == 0);
        }
    }
    let [first, second, third, fourth] = zeros;
    let odd_byte_out = head.len() < 4 && head.len().is_multiple_of(2);
    if units == 0 {
        return match head {
            [a, 0] if odd_byte_out && *a != 0 => Some(Encoding::Utf16 { little: true, mark: 0 }),
            [0, b] if odd_byte_out && *b != 0 => Some(Encoding::Utf16 { little: false, mark: 0 }),
            _ => None,
        };
    }
    if third == units && fourth == units && first == 0 {
        Some(Encoding::Utf32 { little: true, mark: 0 })
    } else if first == units && second == units && fourth == 0 {
        Some(Encoding::Utf32 { little: false, mark: 0 })
    } else if 2 * (second + fourth) > units && 8 * (first + third) < second + fourth {
        Some(Encoding::Utf16 { little: true, mark: 0 })
    } else if 2 * (first + third) > units && 8 * (second + fourth) < first + third {
        Some(Encoding::Utf16 { little: false, mark: 0 })
    } else {
        None
    }
}

/// The text of a whole file; `None` when it is none (zero bytes, broken UTF-16 or UTF-32).
pub(crate) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = match encoding(bytes)? {
        Encoding::Bytes { mark } => {
            let bytes = bytes.get(mark..)?;
            match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) if mark > 0 => return None,
                Err(_) => decode_single_bytes(bytes),
            }
        }
        Encoding::Utf16 { little, mark } => Cow::Owned(decode_utf16(bytes.get(mark..)?, little)?),
        Encoding::Utf32 { little, mark } => Cow::Owned(decode_utf32(bytes.get(mark..)?, little)?),
    };
    if memchr::memchr(0, text.as_bytes()).is_some() { None } else { Some(text) }
}

/// The text of a damaged file: what is none becomes U+FFFD.
pub(crate) fn decode_damaged(bytes: &[u8]) -> String {
    let of = match encoding(bytes) {
        Some(Encoding::Utf16 { little: true, .. }) => encoding_rs::UTF_16LE,
        Some(Encoding::Utf16 { little: false, .. }) => encoding_rs::UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() || bytes.starts_with(&[0xEF, 0xBB, 0xBF]) => encoding_rs::UTF_8,
        _ => WINDOWS_1252,
    };
    of.decode_with_bom_removal(bytes).0.replace('\0', "\u{FFFD}")
}

fn decode_utf16(bytes: &[u8], little: bool) -> Option<String> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let units =
        bytes.as_chunks::<2>().0.iter().map(|unit| if little { u16::from_le_bytes(*unit) } else { u16::from_be_bytes(*unit) });
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

fn decode_utf32(bytes: &[u8], little: bool) -> Option<String> {
    if !bytes.len().is_multiple_of(4) {
        return None;
    }
    let units =
        bytes.as_chunks::<4>().0.iter().map(|unit| if little { u32::from_le_bytes(*unit) } else { u32::from_be_bytes(*unit) });
    units.map(char::from_u32).collect()
}

/// windows-1252, or ISO-8859-15 when only that makes sense of a byte: 0xA4 is € there and ¤ (which nobody writes) in the other,
/// 0xBC, 0xBD and 0xBE are Œ, œ and Ÿ, letters of words, where the other has fractions. Bytes 0x80 to 0x9F exist only in windows-1252.
fn decode_single_bytes(bytes: &[u8]) -> Cow<'_, str> {
    let windows = bytes.iter().any(|byte| (0x80..=0x9F).contains(byte));
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0xC0;
    let latin9 = bytes.contains(&0xA4)
        || bytes.windows(2).any(|pair| match *pair {
            [before, after] => {
                (is_letter(before) && matches!(after, 0xBC..=0xBE)) || (matches!(before, 0xBC..=0xBE) && is_letter(after))
            }
            _ => false,
        });
    let encoding = if latin9 && !windows { ISO_8859_15 } else { WINDOWS_1252 };
    encoding.decode_without_bom_handling(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Libellé;Montant\nœuvre à 10 €;12,50\n";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    fn utf32(text: &str, little: bool) -> Vec<u8> {
        text.chars().map(u32::from).flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    fn with_mark(mark: &[u8], bytes: Vec<u8>) -> Vec<u8> {
        [mark.to_vec(), bytes].concat()
    }

    #[test]
    fn every_unicode_form_is_read_with_and_without_a_mark() {
        for bytes in [
            TEXT.as_bytes().to_vec(),
            with_mark(&[0xEF, 0xBB, 0xBF], TEXT.as_bytes().to_vec()),
            with_mark(&[0xFF, 0xFE], utf16(TEXT, true)),
            with_mark(&[0xFE, 0xFF], utf16(TEXT, false)),
            with_mark(&[0xFF, 0xFE, 0, 0], utf32(TEXT, true)),
            with_mark(&[0, 0, 0xFE, 0xFF], utf32(TEXT, false)),
            utf16(TEXT, true),
            utf16(TEXT, false),
            utf32(TEXT, true),
            utf32(TEXT, false),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Some(TEXT), "{bytes:?}");
        }
    }

    #[test]
    fn one_late_byte_decides_between_windows_and_iso() {
        let ascii = "a;b\n".repeat(100_000).into_bytes();
        for (byte, text) in [(0xA4_u8, "€"), (0x80, "€"), (0xE9, "é"), (0xBD, "½")] {
            let bytes = [ascii.clone(), vec![b' ', byte, b' ']].concat();
            let decoded = decode(&bytes).map(Cow::into_owned).unwrap_or_default();
            assert_eq!(decoded.trim().lines().last().map(str::trim), Some(text), "{byte:x}");
        }
        assert_eq!(decode(b"s\xBDur").as_deref(), Some("sœur"));
        assert_eq!(decode(b"\xA4 \x80").as_deref(), Some("¤ €"), "a byte below 0xA0 is windows-1252");
    }

    #[test]
    fn what_is_not_text_is_refused() {
        assert_eq!(decode(b"PK\x03\x04\0\0\0\0\x01\x02\0"), None);
        assert_eq!(decode(b"number;date\nF-1;\0\n"), None);
        assert_eq!(decode(&[0xFF, 0xFE, 0x00]), None, "half a unit");
        assert_eq!(decode(&[0xFF, 0xFE, 0x00, 0xD8]), None, "half a surrogate pair");
        assert_eq!(decode(&[0, 0, 0xFE, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF]), None, "no such character");
        assert_eq!(decode(b"").as_deref(), Some(""));
        assert_eq!(decode(&[0]), None);
    }

    #[test]
    fn hash_is_that_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn real_files_decode() {
        let Ok(data) = std::env::var("BILAN_REAL_DATA") else {
            println!("skipped");
            return;
        };
        let folder = Path::new(&data).join("spreadsheets/phpspreadsheet");
        let mut texts = 0;
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "csv") {
                let bytes = std::fs::read(entry.path()).unwrap_or_default();
                let text = decode(&bytes);
                assert!(text.is_some(), "{:?}", entry.path());
                texts += 1;
            }
        }
        assert!(texts > 20, "{texts} texts");
    }
}
