//! OLE containers: XLS workbooks, and the envelope around an XLSX with a password.

use super::{Kind, biff, damaged, extension, protected};
use crate::error::Error;

const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
/// Sector numbers from here on are marks.
const MARKS: u32 = 0xFFFF_FFFA;
const MINI_SECTOR: usize = 64;
/// Streams below this size live in the stream of mini sectors.
const MINI_STREAM: usize = 4096;

pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Whether it is a workbook, after following every chain and every record that the parser will follow without looking.
pub(super) fn inspect(path: &str, bytes: &[u8]) -> Result<Option<Kind>, Error> {
    let extension = extension(path);
    let Some(compound) = Compound::open(bytes) else {
        let named = matches!(extension.as_str(), "xls" | "xlt" | "xlsx" | "xlsm" | "xlsb");
        return if named { Err(damaged("its directory cannot be read")) } else { Ok(None) };
    };
    if compound.entry("EncryptedPackage").is_some() {
        let other = extension.starts_with("doc") || extension.starts_with("ppt");
        return if other { Ok(None) } else { Err(protected()) };
    }
    let Some(entry) = compound.entry("Workbook").or_else(|| compound.entry("Book")) else { return Ok(None) };
    let stream = compound.stream(entry).ok_or_else(|| damaged("a part of it is missing"))?;
    biff::inspect(&stream)?;
    Ok(Some(Kind::Xls))
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    entries: Vec<Entry>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
}

fn number(bytes: &[u8], place: usize) -> Option<u32> {
    let four = bytes.get(place..place.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|four| four.try_into().ok().map(u32::from_le_bytes))
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match bytes.get(30..32)? {
            [9, 0] => 512,
            [12, 0] => 4096,
            _ => return None,
        };
        let mut compound =
            Self { bytes, sector, fat: Vec::new(), entries: Vec::new(), mini_fat: Vec::new(), mini_stream: Vec::new() };
        compound.fat = compound.read_fat()?;
        let directory = compound.chain(number(bytes, 48)?, None)?;
        let wide = sector == 4096;
        compound.entries = directory.chunks_exact(128).filter_map(|entry| read_entry(entry, wide)).collect();
        let root = compound.entries.first()?;
        let mini_sectors = number(bytes, 64)? as usize;
        if mini_sectors > 0 {
            compound.mini_stream = compound.chain(root.start, Some(root.size))?;
            let mini_fat = compound.chain(number(bytes, 60)?, Some(mini_sectors.checked_mul(sector)?))?;
            compound.mini_fat = numbers(&mini_fat).collect();
        }
        Some(compound)
    }

    /// How many sectors the file has room for: no chain is longer.
    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        // The header fills the first 512 bytes; the sector after it is number 0, aligned to the size of a sector.
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    fn read_fat(&self) -> Option<Vec<u32>> {
        let mut places: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let mut next = number(self.bytes, 68)?;
        let mut steps = 0;
        while next < MARKS {
            steps += 1;
            if steps > self.sectors() {
                return None;
            }
            places.extend(numbers(self.sector(next)?));
            next = places.pop()?;
        }
        places.retain(|id| *id < MARKS);
        if places.len() > self.sectors() {
            return None;
        }
        let mut fat = Vec::new();
        for id in places {
            fat.extend(numbers(self.sector(id)?));
        }
        Some(fat)
    }

    /// The sectors of a chain, one after the other: up to a size, or to its end.
    fn chain(&self, start: u32, size: Option<usize>) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut id = start;
        let mut steps = 0;
        while id != END_OF_CHAIN && size.is_none_or(|size| content.len() < size) {
            steps += 1;
            if steps > self.sectors() {
                return None;
            }
            content.extend_from_slice(self.sector(id)?);
            id = *self.fat.get(id as usize)?;
        }
        if let Some(size) = size {
            if content.len() < size {
                return None;
            }
            content.truncate(size);
        }
        Some(content)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    fn stream(&self, entry: &Entry) -> Option<Vec<u8>> {
        if entry.size >= MINI_STREAM {
            return self.chain(entry.start, Some(entry.size));
        }
        let mut content = Vec::new();
        let mut id = entry.start;
        while id != END_OF_CHAIN && content.len() < entry.size {
            let start = (id as usize).checked_mul(MINI_SECTOR)?;
            let end = start.checked_add(MINI_SECTOR)?.min(self.mini_stream.len());
            content.extend_from_slice(self.mini_stream.get(start..end).filter(|sector| !sector.is_empty())?);
            id = *self.mini_fat.get(id as usize)?;
        }
        (content.len() >= entry.size).then(|| {
            content.truncate(entry.size);
            content
        })
    }
}

fn read_entry(entry: &[u8], wide: bool) -> Option<Entry> {
    let units = entry.get(..64)?.chunks_exact(2).filter_map(|two| two.try_into().ok().map(u16::from_le_bytes));
    let name = char::decode_utf16(units.take_while(|unit| *unit != 0)).map(|c| c.unwrap_or('\u{fffd}')).collect();
    let low = u64::from(number(entry, 120)?);
    let high = if wide { u64::from(number(entry, 124)?) } else { 0 };
    Some(Entry { name, start: number(entry, 116)?, size: usize::try_from(high << 32 | low).ok()? })
}
