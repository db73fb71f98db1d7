//! Workbooks to grids.

use super::cell::Grid;
use crate::error::Error;

pub(crate) fn read_workbook(_: &str, _: Vec<u8>) -> Result<Option<Vec<Grid>>, Error> {
    Ok(None)
}
