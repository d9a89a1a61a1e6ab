// Package pdftest reads documents back as another program does, in tests.
package pdftest

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Pages answers the text of each page of a document, with one space between words, as pdftotext of Poppler reads it (Debian:
// poppler-utils).
func Pages(t testing.TB, document []byte) []string {
	t.Helper()
	read := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-enc", "UTF-8", "-", "-")
	var text, complaints bytes.Buffer
	read.Stdin, read.Stdout, read.Stderr = bytes.NewReader(document), &text, &complaints
	require.NoError(t, read.Run(), "is poppler-utils installed? %s", &complaints)
	require.Empty(t, complaints.String(), "the document is not in order")
	pages := strings.Split(strings.TrimSuffix(text.String(), "\f"), "\f")
	for i, page := range pages {
		pages[i] = strings.Join(strings.Fields(page), " ")
	}
	return pages
}
