package web

import "net/http"

// Message is a page that says why there is nothing to see.
type Message struct {
	Status int
	Title  string
	Text   string
	Action Action // what one can do from there; none where it has no label
	Cause  error  // for the log
}

// Action is a link, or a button that sends a form without fields.
type Action struct {
	Label, Path string
	Post        bool
}

// Unknown answers the message of a path that is no page.
func Unknown() Message {
	return Message{
		Status: http.StatusNotFound,
		Title:  "Deze pagina bestaat niet",
		Text:   "Misschien is het adres verkeerd getypt, of is de pagina verhuisd.",
	}
}

// Broken answers the message of a fault of ours.
func Broken(cause error) Message {
	return Message{
		Status: http.StatusInternalServerError, Cause: cause,
		Title: "Er ging iets mis",
		Text:  "De fout ligt bij ons. Probeer het later opnieuw.",
	}
}

// Message writes m, never to be kept: the next request may well find the page.
func (s *Site) Message(w http.ResponseWriter, r *http.Request, m Message) {
	if m.Status >= http.StatusInternalServerError && r.Context().Err() == nil {
		s.options.Log.ErrorContext(r.Context(), "page not shown", "path", r.URL.Path, "status", m.Status, "error", m.Cause)
	}
	s.write(w, r, m)
}

// MessageAlone writes m where no page of the site stands around it, with the headers of Secured. What went wrong is noted
// by whom it went wrong for.
func (s *Site) MessageAlone(w http.ResponseWriter, r *http.Request, m Message) {
	forms := "'none'"
	if m.Action.Post {
		forms = "'self'"
	}
	secure(w.Header(), forms)
	s.write(w, r, m)
}

func (s *Site) write(w http.ResponseWriter, r *http.Request, m Message) {
	body, err := s.Render("message", Page{Title: m.Title, Description: m.Text, Content: m})
	if err != nil {
		http.Error(w, m.Title, http.StatusInternalServerError)
		return
	}
	h := w.Header()
	IsHTML(h)
	h.Set("Cache-Control", "no-store")
	switch m.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "60")
	}
	w.WriteHeader(m.Status)
	if _, err := w.Write(body); err != nil {
		s.options.Log.DebugContext(r.Context(), "visitor left before the page was sent", "error", err)
	}
}
