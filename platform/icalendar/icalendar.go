// Package icalendar holds what all calendars for others to read (RFC 5545) have in common. The same content is the same
// bytes: there is no word in one of when it was made.
package icalendar

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	ics "github.com/arran4/golang-ical"
)

// MediaType is that of a calendar.
const MediaType = "text/calendar; charset=utf-8"

// refresh is how often a reader is asked to read again.
const refresh = "PT1H"

// New answers an empty calendar called name. Product says what writes it: "-//Kitchen//Menu//NL".
func New(product, name string) *ics.Calendar {
	c := ics.NewCalendar()
	c.SetProductId(product)
	c.SetCalscale("GREGORIAN")
	c.SetName(Plain(name)) // both as RFC 7986 has it and as most read it
	c.SetRefreshInterval(refresh)
	c.SetXPublishedTTL(refresh)
	return c
}

// Plain answers text without what a line of a calendar cannot hold: control characters but for the end of a line.
func Plain(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// Bytes answers a calendar as it is sent, in UTF-8.
func Bytes(c *ics.Calendar) ([]byte, error) {
	var b bytes.Buffer
	if err := c.SerializeTo(&b, ics.WithNewLine("\r\n")); err != nil {
		return nil, fmt.Errorf("write a calendar: %w", err)
	}
	return b.Bytes(), nil
}
