// Package webtest reads pages as tests ask about them.
package webtest

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Document is a part of a parsed page. A part that is not there has no text and no parts.
type Document struct{ Node *html.Node }

// Parse answers the page that r holds.
func Parse(t *testing.T, r io.Reader) Document {
	t.Helper()
	node, err := html.Parse(r)
	require.NoError(t, err)
	return Document{node}
}

// All answers the elements called tag, in the order of the page; "*" for every element.
func (d Document) All(tag string) []Document {
	var found []Document
	if d.Node == nil {
		return nil
	}
	for n := range d.Node.Descendants() {
		if n.Type == html.ElementNode && (n.Data == tag || tag == "*") {
			found = append(found, Document{n})
		}
	}
	return found
}

// First answers the first element called tag.
func (d Document) First(tag string) Document {
	if found := d.All(tag); len(found) > 0 {
		return found[0]
	}
	return Document{}
}

// With answers the first element whose attribute has exactly this value.
func (d Document) With(name, value string) Document {
	for _, e := range d.All("*") {
		if e.Attr(name) == value {
			return e
		}
	}
	return Document{}
}

// Attr answers an attribute, or "" where there is none.
func (d Document) Attr(name string) string {
	if d.Node == nil {
		return ""
	}
	for _, a := range d.Node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Text answers the words of d with single spaces.
func (d Document) Text() string {
	if d.Node == nil {
		return ""
	}
	var b strings.Builder
	for n := range d.Node.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
