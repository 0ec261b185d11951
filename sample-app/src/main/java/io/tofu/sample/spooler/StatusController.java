package io.tofu.sample.spooler;

import java.util.List;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Workers, and all that happens, over HTTP. */
@RestController
final class StatusController {

	private final LiveFeed feed;

	StatusController(LiveFeed feed) {
		this.feed = feed;
	}

	@GetMapping("/workers")
	List<WorkerView> workers() {
		return this.feed.everything().workers();
	}

	@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events() {
		return this.feed.open();
	}

}
