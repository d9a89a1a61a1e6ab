package page

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// document is a part of a parsed page. A part that is not there has no text and no parts.
type document struct{ node *html.Node }

func parse(t *testing.T, r io.Reader) document {
	t.Helper()
	node, err := html.Parse(r)
	require.NoError(t, err)
	return document{node}
}

// all answers the elements called tag, in the order of the page; "*" for every element.
func (d document) all(tag string) []document {
	var found []document
	if d.node == nil {
		return nil
	}
	for n := range d.node.Descendants() {
		if n.Type == html.ElementNode && (n.Data == tag || tag == "*") {
			found = append(found, document{n})
		}
	}
	return found
}

// first answers the first element called tag.
func (d document) first(tag string) document {
	if found := d.all(tag); len(found) > 0 {
		return found[0]
	}
	return document{}
}

// with answers the first element whose attribute has exactly this value.
func (d document) with(name, value string) document {
	for _, e := range d.all("*") {
		if e.attr(name) == value {
			return e
		}
	}
	return document{}
}

func (d document) attr(name string) string {
	if d.node == nil {
		return ""
	}
	for _, a := range d.node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text answers the words of d with single spaces.
func (d document) text() string {
	if d.node == nil {
		return ""
	}
	var b strings.Builder
	for n := range d.node.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
