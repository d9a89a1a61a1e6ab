package forms

import (
	"regexp"
	"strings"
)

var (
	pdfRoot  = regexp.MustCompile(`/Type /Catalog\s[^>]*?/Pages (\d+) 0 R`)
	pdfNode  = regexp.MustCompile(`(?s)\n(\d+) 0 obj\s*<</Type /Pages\s.*?/Kids \[([^\]]*)\]`)
	pdfChild = regexp.MustCompile(`(\d+) 0 R`)
	pdfPlace = regexp.MustCompile(`/([A-Za-z0-9_#.-]+) \[(\d+) 0 R /XYZ`)
)

// pagesOf answers on which page of a PDF of Chromium each element with an id begins that something links to, counting from 1.
// Chromium writes these as named places in plain text (ISO 32000, 12.3.2.3). Of a PDF that is otherwise it answers nothing.
func pagesOf(pdf []byte) map[string]int {
	text := string(pdf)
	root := pdfRoot.FindStringSubmatch(text)
	if root == nil {
		return nil
	}
	nodes := map[string][]string{}
	for _, node := range pdfNode.FindAllStringSubmatch(text, -1) {
		for _, child := range pdfChild.FindAllStringSubmatch(node[2], -1) {
			nodes[node[1]] = append(nodes[node[1]], child[1])
		}
	}
	numbers, seen := map[string]int{}, map[string]bool{}
	var count func(id string)
	count = func(id string) {
		children, isNode := nodes[id]
		if !isNode {
			numbers[id] = len(numbers) + 1
			return
		}
		if seen[id] { // a circle, which no PDF has
			return
		}
		seen[id] = true
		for _, child := range children {
			count(child)
		}
	}
	count(root[1])
	pages := map[string]int{}
	for _, place := range pdfPlace.FindAllStringSubmatch(text, -1) {
		if n := numbers[place[2]]; n > 0 {
			pages[strings.ReplaceAll(place[1], "#5f", "_")] = n
		}
	}
	return pages
}
