package web

import "net/http"

// Message is a page that says why there is nothing to see.
type Message struct {
	Status int
	Title  string
	Text   string
	Cause  error // for the log
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
	log := s.options.Log
	if m.Status >= http.StatusInternalServerError && r.Context().Err() == nil {
		log.ErrorContext(r.Context(), "page not shown", "path", r.URL.Path, "status", m.Status, "error", m.Cause)
	}
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
		log.DebugContext(r.Context(), "visitor left before the page was sent", "error", err)
	}
}
