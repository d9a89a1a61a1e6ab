package rules

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/deschoor/meedoen/gateway/internal/jsonbody"
	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/platform/clock"
)

// BodyOf answers the body of a request that passed Body.
func BodyOf(ctx context.Context) []byte { return findingsOf(ctx).body }

// Content is what the body of a request that passed Body is, which is there already.
type Content interface {
	io.ReadCloser
	// Whole answers all of it, also what was read. Nobody changes it.
	Whole() []byte
}

type content struct {
	*bytes.Reader
	whole []byte
}

func (content) Close() error    { return nil }
func (c content) Whole() []byte { return c.whole }

// FileType is the media type of a body that is a file.
const FileType = "text/csv"

// Limits are the largest bodies in bytes, and the longest that one may take to arrive: who sends a byte now and then must not
// hold a place for long.
type Limits struct {
	JSON, File int64
	Arrival    time.Duration
}

// Body refuses a body that is not of the media type of its route (415), that is larger than its limit (413), that takes too long
// to arrive (408), that is missing, or that stands where there is to be none (400). What is in a file is for its service; and
// what is in JSON for who reads it into its message.
func Body(limits Limits) Rule {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			isFile := takesFile(r)
			body, p := readBody(w, r, limits, isFile)
			if p == nil {
				p = checkBody(r, body, isFile)
			}
			if p != nil {
				p.Write(r.Context(), w)
				return
			}
			r, found := finding(r)
			found.body = body
			r.Body, r.ContentLength = content{bytes.NewReader(body), body}, int64(len(body))
			next.ServeHTTP(w, r)
		})
	}
}

// takesFile says whether the body of a request is to be a file.
func takesFile(r *http.Request) bool {
	m := MatchOf(r.Context())
	return m.Route != nil && m.Route.TakesFile()
}

func readBody(w http.ResponseWriter, r *http.Request, limits Limits, isFile bool) ([]byte, *problem.Problem) {
	limit := limits.JSON
	if isFile {
		limit = limits.File
	}
	if r.Method == http.MethodGet || r.Method == http.MethodDelete || r.ContentLength == 0 {
		return nil, nil // a body without a meaning (RFC 9110 §9.3.1)
	}
	if p := checkType(r.Header, isFile); p != nil {
		return nil, p
	}
	arriving := http.NewResponseController(w)
	_ = arriving.SetReadDeadline(clock.System().Now().Add(limits.Arrival)) // a writer without a connection has none
	body, err := readAll(http.MaxBytesReader(w, r.Body, limit), r.ContentLength)
	_ = arriving.SetReadDeadline(time.Time{})
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		w.Header().Set("Connection", "close") // the rest of it may come yet
		return nil, problem.New(http.StatusRequestTimeout, "BODY_TOO_SLOW", "The body did not arrive within %s.", limits.Arrival)
	case errors.As(err, &tooLarge):
		return nil, problem.New(http.StatusRequestEntityTooLarge, "BODY_TOO_LARGE",
			"The body is larger than %d bytes.", limit)
	case err != nil:
		return nil, problem.New(http.StatusBadRequest, "BODY_INCOMPLETE", "The body did not arrive whole.")
	}
	return body, nil
}

// announced is how much of a body is taken at first at most, in bytes, where it says how long it is: it need not come.
const announced = 64 << 10

// readAll reads r to its end: as io.ReadAll does, in what it is said to need.
func readAll(r io.Reader, length int64) ([]byte, error) {
	body := make([]byte, 0, max(0, min(length, announced))+1) // one more, to see the end
	for {
		if len(body) == cap(body) {
			body = append(body, 0)[:len(body)]
		}
		n, err := r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case errors.Is(err, io.EOF):
			return body, nil
		case err != nil:
			return body, err
		}
	}
}

func checkType(h http.Header, isFile bool) *problem.Problem {
	if t := h["Content-Type"]; !isFile && len(t) == 1 && t[0] == "application/json" && h["Content-Encoding"] == nil {
		return nil // as nearly all send it
	}
	mediaType, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	charset, encoding := params["charset"], h.Get("Content-Encoding")
	plain := err == nil && (encoding == "" || encoding == "identity")
	switch {
	case isFile && plain && mediaType == FileType:
		return nil // which charset it is shows in the file: programs that send one do not look at it
	case isFile:
		return problem.New(http.StatusUnsupportedMediaType, "MEDIA_TYPE_UNSUPPORTED",
			"The body must be text/csv, and the header Content-Type must say so.")
	case !plain || mediaType != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8"):
		return problem.New(http.StatusUnsupportedMediaType, "MEDIA_TYPE_UNSUPPORTED",
			"The body must be application/json in UTF-8, and the header Content-Type must say so.")
	}
	return nil
}

func checkBody(r *http.Request, body []byte, isFile bool) *problem.Problem {
	want := MatchOf(r.Context()).Route.Body
	if len(bytes.TrimSpace(body)) == 0 {
		if want != nil {
			return problem.New(http.StatusBadRequest, "BODY_MISSING", "This needs a body.")
		}
		return nil
	}
	if isFile || want != nil {
		return nil
	}
	if violation := jsonbody.Syntax(body); violation != nil {
		return problem.Invalid(*violation)
	}
	// Only the empty object says as little as no body does.
	nothing := (&emptypb.Empty{}).ProtoReflect().Descriptor()
	if violations := jsonbody.Explain(nothing, body); len(violations) > 0 {
		return problem.Invalid(violations...)
	}
	return nil
}
