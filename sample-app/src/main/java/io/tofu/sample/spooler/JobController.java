package io.tofu.sample.spooler;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Jobs over HTTP. */
@RestController
@RequestMapping("/jobs")
final class JobController {

	/** The part of a multipart upload that is the document. */
	private static final String DOCUMENT = "document";

	private static final Resource SAMPLE = new ClassPathResource("static/sample.pdf");

	private final PrintQueue queue;

	private final Dispatcher dispatcher;

	private final Uploads uploads;

	private final PageImages images;

	private final LiveFeed feed;

	JobController(PrintQueue queue, Dispatcher dispatcher, Uploads uploads, PageImages images, LiveFeed feed) {
		this.queue = queue;
		this.dispatcher = dispatcher;
		this.uploads = uploads;
		this.images = images;
		this.feed = feed;
	}

	/** A document as the body, or as a part of a form. It is read as it comes. */
	@PostMapping
	ResponseEntity<JobView> submit(HttpServletRequest request, TicketParameters ticket,
			@RequestParam(defaultValue = DOCUMENT) String name) throws IOException {
		if (!JakartaServletFileUpload.isMultipartContent(request)) {
			return created(this.uploads.receive(name, type(request.getContentType(), name), ticket.toTicket(),
					request.getContentLengthLong(), request.getInputStream()));
		}
		FileItemInput part = documentOf(request);
		String fileName = StringUtils.getFilename(StringUtils.cleanPath(nameOf(part)));
		String partName = StringUtils.hasText(fileName) ? fileName : name;
		return created(this.uploads.receive(partName, type(part.getContentType(), partName), ticket.toTicket(), -1,
				part.getInputStream()));
	}

	@PostMapping("/sample")
	ResponseEntity<JobView> submitSample(TicketParameters ticket) throws IOException {
		try (InputStream content = SAMPLE.getInputStream()) {
			return created(this.uploads.receive("sample.pdf", MediaType.APPLICATION_PDF_VALUE, ticket.toTicket(),
					SAMPLE.contentLength(), content));
		}
	}

	@GetMapping
	List<JobView> jobs() {
		return this.feed.everything().jobs();
	}

	@GetMapping("/{id}")
	JobView job(@PathVariable String id) {
		return found(id, this.queue.find(id));
	}

	@DeleteMapping("/{id}")
	JobView cancel(@PathVariable String id) {
		JobView cancelled = found(id, this.queue.cancel(id));
		this.dispatcher.dispatch();
		return cancelled;
	}

	/** The image of a page. An SVG image may contain what it likes: it can do nothing. */
	@GetMapping("/{id}/pages/{page}")
	ResponseEntity<Resource> page(@PathVariable String id, @PathVariable int page) {
		Path image = this.images.find(found(id, this.queue.find(id)).id(), page);
		if (image == null) {
			throw Refusal.noSuchPage(id, page);
		}
		return ResponseEntity.ok()
			.contentType(PageImages.typeOf(image))
			.cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePrivate())
			.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
			.header("X-Content-Type-Options", "nosniff")
			.body(new FileSystemResource(image));
	}

	private static FileItemInput documentOf(HttpServletRequest request) throws IOException {
		try {
			FileItemInputIterator parts = new JakartaServletFileUpload<>().getItemIterator(request);
			while (parts.hasNext()) {
				FileItemInput part = parts.next();
				if (!part.isFormField() && DOCUMENT.equals(part.getFieldName())) {
					return part;
				}
			}
		}
		catch (FileUploadException ex) {
			throw Refusal.badUpload("The form cannot be read");
		}
		throw Refusal.badUpload("The form has no file '" + DOCUMENT + "'");
	}

	private static String nameOf(FileItemInput part) {
		try {
			return Objects.requireNonNullElse(part.getName(), "");
		}
		catch (InvalidPathException ex) {
			throw Refusal.badUpload("The document has a name that no file can have");
		}
	}

	/**
	 * What the sender says, without charset; what the name says, where it says nothing.
	 */
	private static String type(@Nullable String contentType, String name) {
		try {
			MediaType said = StringUtils.hasText(contentType) ? MediaType.parseMediaType(contentType)
					: MediaType.APPLICATION_OCTET_STREAM;
			if (said.equalsTypeAndSubtype(MediaType.APPLICATION_OCTET_STREAM)) {
				said = MediaTypeFactory.getMediaType(name).orElse(said);
			}
			return said.getType() + "/" + said.getSubtype();
		}
		catch (InvalidMediaTypeException ex) {
			throw Refusal.badUpload("The type of the document cannot be read: " + ex.getMessage());
		}
	}

	private static ResponseEntity<JobView> created(JobView job) {
		return ResponseEntity.created(URI.create("/jobs/" + job.id())).body(job);
	}

	private static JobView found(String id, @Nullable JobView job) {
		if (job == null) {
			throw Refusal.noSuchJob(id);
		}
		return job;
	}

}
