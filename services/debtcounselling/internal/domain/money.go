package domain

import (
	"fmt"
	"strconv"
)

// MaxAmount is the largest amount in cents: what the contract can tell.
const MaxAmount = 1<<31 - 1

// euros writes cents as euros, for people.
func euros(cents int64) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s€ %d.%02d", sign, cents/100, cents%100)
}

// fmtCents writes cents for programs.
func fmtCents(cents int64) string { return strconv.FormatInt(cents, 10) }
