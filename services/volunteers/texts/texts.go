// Package texts holds the wording of documents as data, which an organisation may replace by its own.
package texts

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Agreement is the wording of a volunteer agreement where nothing else is configured, in Dutch.
//
//go:embed agreement.txt
var Agreement []byte

// organisation is where the name of the organisation comes in a text.
const organisation = "{organisatie}"

// Text is a wording: parts under headings.
type Text struct {
	Version string // the beginning of the SHA-256 of the content: another for each wording
	Content string
	Parts   []Part
}

// Part is a heading with its paragraphs.
type Part struct {
	Heading    string
	Paragraphs []string
}

// Parse reads a text: a heading is a line that begins with "# ", and an empty line ends a paragraph. The error tells
// everything that is wrong.
func Parse(content []byte) (Text, error) {
	sum := sha256.Sum256(content)
	text := Text{Version: hex.EncodeToString(sum[:6]), Content: string(content)}
	var wrong []error
	for block := range strings.SplitSeq(strings.ReplaceAll(text.Content, "\r\n", "\n"), "\n\n") {
		block = strings.Join(strings.Fields(block), " ")
		heading, is := strings.CutPrefix(block, "# ")
		switch {
		case block == "":
		case is:
			text.Parts = append(text.Parts, Part{Heading: heading})
		case len(text.Parts) == 0:
			wrong = append(wrong, errors.New("a text begins with a heading: a line such as \"# Einde\""))
		default:
			last := &text.Parts[len(text.Parts)-1]
			last.Paragraphs = append(last.Paragraphs, block)
		}
		if strings.ContainsAny(strings.ReplaceAll(block, organisation, ""), "{}") {
			wrong = append(wrong, fmt.Errorf("%q has braces: only %s can be filled in", block, organisation))
		}
	}
	if len(text.Parts) == 0 {
		wrong = append(wrong, errors.New("there is no text"))
	}
	for _, p := range text.Parts {
		if len(p.Paragraphs) == 0 {
			wrong = append(wrong, fmt.Errorf("under the heading %q is nothing, or its line is followed by no empty one", p.Heading))
		}
	}
	return text, errors.Join(wrong...)
}

// For answers the parts with the name of the organisation filled in.
func (t Text) For(name string) []Part {
	filled := make([]Part, len(t.Parts))
	for i, p := range t.Parts {
		filled[i].Heading = strings.ReplaceAll(p.Heading, organisation, name)
		for _, text := range p.Paragraphs {
			filled[i].Paragraphs = append(filled[i].Paragraphs, strings.ReplaceAll(text, organisation, name))
		}
	}
	return filled
}
