mod architecture;
mod book;
mod figures;
mod sample;
