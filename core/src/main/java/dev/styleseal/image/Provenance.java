package dev.styleseal.image;

import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.XMPMetaFactory;
import com.adobe.internal.xmp.options.PropertyOptions;
import com.adobe.internal.xmp.options.SerializeOptions;
import java.util.List;
import java.util.Optional;

/**
 * The label of a painted picture: that a machine made it, and with what.
 *
 * @param creatorTool program and version, for people
 * @param modelHash SHA-256 of the base model, hexadecimal
 * @param sealHashes SHA-256 of each seal worn, hexadecimal, in the order they were given
 * @param seed the seed of the picture
 */
public record Provenance(String creatorTool, Optional<String> modelHash, List<String> sealHashes, Optional<Long> seed) {
    /** IPTC NewsCodes, digital source type "created using generative AI". */
    public static final String TRAINED_ALGORITHMIC_MEDIA =
            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    /** The namespace of our own properties. */
    public static final String NAMESPACE = "https://styleseal.dev/ns/1.0/";

    private static final String IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    private static final String XMP_BASIC = "http://ns.adobe.com/xap/1.0/";

    public Provenance {
        sealHashes = List.copyOf(sealHashes);
    }

    /** The label alone, for those who want nothing else in their files. */
    public static Provenance labelOnly(String creatorTool) {
        return new Provenance(creatorTool, Optional.empty(), List.of(), Optional.empty());
    }

    /** The XMP packet, to be written under {@link PngFile#XMP}. */
    public String xmp() {
        try {
            XMPMetaFactory.getSchemaRegistry().registerNamespace(IPTC_EXTENSION, "Iptc4xmpExt");
            XMPMetaFactory.getSchemaRegistry().registerNamespace(NAMESPACE, "styleseal");
            XMPMeta meta = XMPMetaFactory.create();
            meta.setProperty(IPTC_EXTENSION, "DigitalSourceType", TRAINED_ALGORITHMIC_MEDIA);
            meta.setProperty(XMP_BASIC, "CreatorTool", creatorTool);
            if (modelHash.isPresent()) {
                meta.setProperty(NAMESPACE, "ModelHash", modelHash.get());
            }
            for (String hash : sealHashes) {
                meta.appendArrayItem(NAMESPACE, "SealHashes", new PropertyOptions().setArrayOrdered(true), hash, null);
            }
            if (seed.isPresent()) {
                meta.setProperty(NAMESPACE, "Seed", seed.get().toString());
            }
            return XMPMetaFactory.serializeToString(meta, new SerializeOptions().setOmitPacketWrapper(false));
        } catch (XMPException e) {
            throw new IllegalArgumentException("These words cannot stand in an XMP packet: " + this, e);
        }
    }
}
