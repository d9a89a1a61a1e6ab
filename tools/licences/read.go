package main

import (
	"crypto/sha256"
	"encoding/hex"
)

// readByPeople answers the licences in a file that people had to read, for most of it is not the text of any. It is known by what
// is in it: one that changes is read again.
func readByPeople(text []byte) (licences []string, read bool) {
	sum := sha256.Sum256(text)
	switch hex.EncodeToString(sum[:]) {
	case "f597097efe3d97021f89170746bd3a0fb9a8b6fb26b82043ed68a4e0283bee6c":
		// modernc.org/libc: Go, musl and what musl is made of, go-netdb, nixpkgs.
		return []string{"BSD-2-Clause", "BSD-3-Clause", "MIT"}, true
	case "4194f8e7119be72babd499db4f6f1f7547e36e8a7bffcb2b9c8df241b8f1576a":
		// modernc.org/sqlite: SQLite itself is in the public domain; the rest of the table of what is linked is MIT and BSD.
		return []string{"BSD-3-Clause", "MIT"}, true
	case "5ae5bee3072a841376451b48d8cfcec7188e10543926d5870828d36c8a750dc5":
		// modernc.org/memory: where its logo is from, which no program has.
		return nil, true
	case "8438c9c89b849131ead81d5435cb97fcf052df5b0b286dda8a2d4c29e6cb3fd0":
		// modernc.org/sqlite: SQLite is in the public domain.
		return nil, true
	}
	return nil, false
}
