package main

import (
	"strings"
)

// table is one of those that the program writes, between markers that bear its name. Everything else in the file is written by
// people, and stays.
type table struct{ name, text string }

func opening(name string) string { return "<!-- table:" + name + " -->" }

const closing = "<!-- /table -->"

// find answers what stands between the markers of a table; nothing where there are none.
func find(text, name string) string {
	_, rest, found := strings.Cut(text, opening(name))
	if !found {
		return ""
	}
	inside, _, _ := strings.Cut(rest, closing)
	return inside
}

// put answers text with tables in the place of those that are there. What is not there yet comes at the end, under its name.
func put(text string, tables []table) string {
	for _, t := range tables {
		block := opening(t.name) + "\n" + strings.TrimSpace(t.text) + "\n" + closing
		before, rest, found := strings.Cut(text, opening(t.name))
		if !found {
			text = strings.TrimRight(text, "\n") + "\n\n## " + t.name + "\n\n" + block + "\n"
			continue
		}
		_, after, closed := strings.Cut(rest, closing)
		if !closed { // somebody has lost the end: nothing of theirs is to go
			after = "\n" + strings.TrimLeft(rest, "\n")
		}
		text = before + block + after
	}
	return strings.TrimLeft(text, "\n")
}

// rowsOf answers the rows of a table of Markdown, by their first cells.
func rowsOf(text string) map[string]string {
	rows := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		cells := strings.Split(line, "|")
		if len(cells) > 2 && !strings.HasPrefix(cells[1], "---") {
			rows[strings.TrimSpace(cells[1])] = line
		}
	}
	return rows
}
