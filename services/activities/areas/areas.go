// Package areas holds the register of wijken of Almere (municipality GM0034): the code, its name, the city district it lies
// in, and the editions of the CBS map (wijk- en buurtkaart) in which the code has that meaning. Codes changed meaning
// between the editions of 2020 and 2022, so a code of another edition is unknown and never guessed. The grouping into city
// districts follows the names of the remaining areas ("Overig Almere Haven").
package areas

import _ "embed"

// Almere is the register as CSV.
//
//go:embed almere.csv
var Almere []byte
