// Package open is what open data beside the REST API have in common: whoever asks gets the same answer, which may be kept
// for a while, and errors have the one form that errors have.
package open

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/gateway/internal/problem"
)

// Write answers body, which anybody may keep for a time, and nothing but that it did not change to who has it.
func Write(w http.ResponseWriter, r *http.Request, kind string, body []byte, keep time.Duration) {
	sum := sha256.Sum256(body)
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(int(keep/time.Second)))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// Unknown answers that there is nothing at the path of r.
func Unknown(w http.ResponseWriter, r *http.Request) {
	problem.New(http.StatusNotFound, "PATH_UNKNOWN", "There is nothing at this path.").Write(r.Context(), w)
}

// Failed answers why a call to a service failed, and notes it if that is our fault.
func Failed(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	p := problem.FromStatus(status.Convert(err), func(path string) (in, field string) { return "query", path })
	if p.Status >= http.StatusInternalServerError {
		log.ErrorContext(r.Context(), "request failed", "route", r.Pattern, "status", p.Status, "reason", p.Reason, "error", err)
	}
	p.Write(r.Context(), w)
}
