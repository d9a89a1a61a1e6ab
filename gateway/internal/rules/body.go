package rules

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/deschoor/meedoen/gateway/internal/jsonbody"
	"github.com/deschoor/meedoen/gateway/internal/problem"
)

type bodyKey struct{}

// BodyOf answers the body of a request that passed Body.
func BodyOf(ctx context.Context) []byte {
	body, _ := ctx.Value(bodyKey{}).([]byte)
	return body
}

// Body refuses a body that is no JSON by its media type (415), that is larger than limit bytes (413), that is missing,
// or that is no JSON by its content (400, with the place).
func Body(limit int64) Rule {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, p := readBody(w, r, limit)
			if p == nil {
				p = checkBody(r, body)
			}
			if p != nil {
				p.Write(r.Context(), w)
				return
			}
			r = r.WithContext(context.WithValue(r.Context(), bodyKey{}, body))
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			next.ServeHTTP(w, r)
		})
	}
}

func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, *problem.Problem) {
	if r.Method == http.MethodGet || r.Method == http.MethodDelete || r.ContentLength == 0 {
		return nil, nil // a body without a meaning (RFC 9110 §9.3.1)
	}
	if !isJSON(r.Header) {
		return nil, problem.New(http.StatusUnsupportedMediaType, "MEDIA_TYPE_UNSUPPORTED",
			"The body must be application/json in UTF-8, and the header Content-Type must say so.")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, problem.New(http.StatusRequestEntityTooLarge, "BODY_TOO_LARGE",
			"The body is larger than %d bytes.", limit)
	case err != nil:
		return nil, problem.New(http.StatusBadRequest, "BODY_INCOMPLETE", "The body did not arrive whole.")
	}
	return body, nil
}

func isJSON(h http.Header) bool {
	mediaType, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	charset, encoding := params["charset"], h.Get("Content-Encoding")
	return err == nil && mediaType == "application/json" &&
		(charset == "" || strings.EqualFold(charset, "utf-8")) && (encoding == "" || encoding == "identity")
}

func checkBody(r *http.Request, body []byte) *problem.Problem {
	want := MatchOf(r.Context()).Route.Body
	if len(bytes.TrimSpace(body)) == 0 {
		if want != nil {
			return problem.New(http.StatusBadRequest, "BODY_MISSING", "This needs a body.")
		}
		return nil
	}
	if violation := jsonbody.Syntax(body); violation != nil {
		return problem.Invalid(*violation)
	}
	if want == nil {
		// Only the empty object says as little as no body does.
		nothing := (&emptypb.Empty{}).ProtoReflect().Descriptor()
		if violations := jsonbody.Explain(nothing, body); len(violations) > 0 {
			return problem.Invalid(violations...)
		}
	}
	return nil
}
