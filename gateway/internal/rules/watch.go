package rules

import (
	"context"
	"io"
	"net/http"
)

// exchange is a request and its answer, as Trace watches them.
type exchange struct {
	body   watchedBody
	answer watchedWriter
}

// watch answers what of a request and its answer is seen from now on, and the request that is to be served for that.
func watch(ctx context.Context, w http.ResponseWriter, r *http.Request) (*exchange, *http.Request) {
	seen := &exchange{answer: watchedWriter{ResponseWriter: w, status: http.StatusOK}}
	r = r.WithContext(ctx)
	if r.Body != nil && r.Body != http.NoBody {
		seen.body.ReadCloser = r.Body
		r.Body = &seen.body
	}
	return seen, r
}

// watchedBody counts what is read of a body.
type watchedBody struct {
	io.ReadCloser
	size int64 // in bytes
}

// Read reads.
func (b *watchedBody) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	b.size += int64(n)
	return n, err
}

// watchedWriter remembers the status of an answer, and counts what is written of it.
type watchedWriter struct {
	http.ResponseWriter
	status  int
	decided bool  // the status has been said; what is said later does not count
	size    int64 // in bytes
}

// WriteHeader says the status. One that only informs may be said before it.
func (w *watchedWriter) WriteHeader(status int) {
	if !w.decided && (status >= http.StatusOK || status == http.StatusSwitchingProtocols) {
		w.status, w.decided = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write writes.
func (w *watchedWriter) Write(content []byte) (int, error) {
	w.decided = true
	n, err := w.ResponseWriter.Write(content)
	w.size += int64(n)
	return n, err
}

// Flush sends what was written, where that can be done.
func (w *watchedWriter) Flush() {
	w.decided = true
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets a controller of answers find the writer of the connection.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
