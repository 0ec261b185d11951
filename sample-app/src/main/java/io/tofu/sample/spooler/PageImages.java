package io.tofu.sample.spooler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** The images that workers have made, on the disk, within bounds. Thread-safe. */
@Component
final class PageImages {

	private static final Logger logger = LoggerFactory.getLogger(PageImages.class);

	static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");

	private static final byte[] PNG_SIGNATURE = { (byte) 0x89, 'P', 'N', 'G' };

	private final Path directory;

	private final SpoolSpace space;

	private final Map<String, Long> sizes = new ConcurrentHashMap<>();

	PageImages(Spool spool, SpoolerProperties properties) throws IOException {
		this.directory = spool.subdirectory("images");
		this.space = new SpoolSpace(properties.maxImagesSize().toBytes());
	}

	/**
	 * Keeps an image.
	 * @return false if there is no room for it
	 * @throws IOException if it is no image, or the disk fails
	 */
	boolean save(String job, int page, byte[] image) throws IOException {
		String suffix = isPng(image) ? ".png" : isSvg(image) ? ".svg" : null;
		if (suffix == null) {
			throw new IOException("What the worker sent as page " + page + " is no image");
		}
		if (!this.space.take(image.length)) {
			return false;
		}
		this.sizes.merge(job, (long) image.length, Long::sum);
		Files.write(Files.createDirectories(this.directory.resolve(job)).resolve(page + suffix), image);
		return true;
	}

	/** The file of an image, or null if there is none. */
	@Nullable Path find(String job, int page) {
		for (String suffix : new String[] { ".png", ".svg" }) {
			Path file = this.directory.resolve(job).resolve(page + suffix);
			if (Files.isRegularFile(file)) {
				return file;
			}
		}
		return null;
	}

	static MediaType typeOf(Path image) {
		return image.toString().endsWith(".png") ? MediaType.IMAGE_PNG : SVG;
	}

	/** Forgets all images of a job. What cannot be deleted goes on taking room. */
	void delete(String job) {
		try {
			FileSystemUtils.deleteRecursively(this.directory.resolve(job));
		}
		catch (IOException ex) {
			logger.warn("The images of job {} cannot be deleted", job, ex);
			return;
		}
		Long size = this.sizes.remove(job);
		if (size != null) {
			this.space.giveBack(size);
		}
	}

	private static boolean isPng(byte[] image) {
		return image.length > PNG_SIGNATURE.length
				&& Arrays.equals(PNG_SIGNATURE, 0, PNG_SIGNATURE.length, image, 0, PNG_SIGNATURE.length);
	}

	private static boolean isSvg(byte[] image) {
		return new String(image, 0, Math.min(image.length, 5), StandardCharsets.US_ASCII).equals("<svg ");
	}

}
